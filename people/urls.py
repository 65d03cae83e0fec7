"""Addresses of people; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
