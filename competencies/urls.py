"""Addresses of competencies; mounted by lms.urls below /my/competency/."""

from django.urls import path

from competencies import views

app_name = "competencies"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("<slug:code>/", views.evidence, name="evidence"),
]
