"""Addresses of lms.manage; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "manage"
urlpatterns: list[URLPattern] = []
