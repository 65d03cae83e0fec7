"""Addresses of lms.site; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "site"
urlpatterns: list[URLPattern] = []
