"""Addresses of staff: sessions of exams, times, and attempts; mounted by lms.urls under /manage/exams/."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
