"""Addresses of assessments; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "assessments"
urlpatterns: list[URLPattern] = []
