"""Addresses of core; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "core"
urlpatterns: list[URLPattern] = []
