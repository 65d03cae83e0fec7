"""Addresses of staff: sessions of exams, times, and attempts; mounted by lms.urls under /manage/exams/."""

from django.urls import path

from assessments.views.desk import late

app_name = "desk"
urlpatterns = [
    path("late/", late.late_answers, name="late"),
]
