"""Addresses of the demo; they answer 404 where settings.DEMO is off."""

from django.urls import path

from lms.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.tour, name="tour"),
    path("outbox/", views.outbox, name="outbox"),
]
