"""Addresses of lms.learner; mounted by lms.urls below /my/."""

from django.urls import path

from lms.learner.views import front, offline, record

app_name = "learner"
urlpatterns = [
    path("", front.my, name="my"),
    path("calendar.ics", front.calendar, name="calendar"),
    path("offline/", offline.shelf, name="offline"),
    path("record/", record.record, name="record"),
    path("record/record.pdf", record.pdf, name="record-pdf"),
    path("record/ask/", record.ask, name="record-ask"),
    path("record/ask/<int:pk>/", record.ask, name="record-ask-line"),
    path("record/<str:tab>/", record.tab, name="record-tab"),
    path("record/<str:tab>/<str:extension>/", record.export, name="record-export"),
]
