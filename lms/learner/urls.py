"""Addresses of lms.learner; mounted by lms.urls below /my/."""

from django.urls import path

from lms.learner.views import front

app_name = "learner"
urlpatterns = [path("", front.my, name="my"), path("calendar.ics", front.calendar, name="calendar")]
