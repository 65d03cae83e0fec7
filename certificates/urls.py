"""Addresses of certificates; mounted by lms.urls."""

from django.urls import URLPattern

app_name = "certificates"
urlpatterns: list[URLPattern] = []
