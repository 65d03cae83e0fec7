"""Addresses of lms.learner; mounted by lms.urls below /my/."""

from django.urls import path

from lms.learner import views

app_name = "learner"
urlpatterns = [path("", views.my, name="my")]
