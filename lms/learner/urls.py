"""Addresses of lms.learner; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "learner"
urlpatterns: list[URLPattern] = []
