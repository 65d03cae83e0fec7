"""Addresses of competencies; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "competencies"
urlpatterns: list[URLPattern] = []
