"""Addresses of staff: sessions of exams, times, and attempts; mounted by lms.urls under /manage/exams/."""

from django.urls import path

from assessments.views.desk import accommodations, attempts, late, times

app_name = "desk"
urlpatterns = [
    path("late/", late.late_answers, name="late"),
    path("attempts/<int:attempt_id>/", attempts.record, name="attempt"),
    path("attempts/<int:attempt_id>/late/", attempts.judge_late, name="attempt-late"),
    path("attempts/<int:attempt_id>/void/", attempts.void, name="attempt-void"),
    path("entries/<int:entry_id>/excuse/", attempts.excuse, name="excuse"),
    path("accommodations/", accommodations.people, name="accommodations"),
    path("accommodations/<int:person_id>/", accommodations.person, name="accommodation"),
    path("accommodations/<int:person_id>/remove/", accommodations.take_back, name="accommodation-remove"),
    path("times/", times.exams, name="exams"),
    path("<int:exam_id>/times/", times.times, name="times"),
    path("<int:exam_id>/times/person/", times.grant, {"kind": "person"}, name="grant-person"),
    path("<int:exam_id>/times/unit/", times.grant, {"kind": "unit"}, name="grant-unit"),
    path("<int:exam_id>/times/list/", times.grant, {"kind": "list"}, name="grant-list"),
    path("<int:exam_id>/times/<int:override_id>/", times.change, name="change"),
    path("<int:exam_id>/times/<int:override_id>/remove/", times.take_back, name="take-back"),
]
