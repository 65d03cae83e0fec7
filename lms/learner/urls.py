"""Addresses of lms.learner; mounted by lms.urls below /my/."""

from django.urls import path

from lms.learner.views import front, offline

app_name = "learner"
urlpatterns = [
    path("", front.my, name="my"),
    path("calendar.ics", front.calendar, name="calendar"),
    path("offline/", offline.shelf, name="offline"),
]
