"""Addresses of core; mounted by lms.urls below /jobs/."""

from django.urls import path

from core.views_jobs import job

app_name = "core"
urlpatterns = [path("<uuid:pk>/", job, name="job")]
