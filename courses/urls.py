"""Addresses of courses; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "courses"
urlpatterns: list[URLPattern] = []
