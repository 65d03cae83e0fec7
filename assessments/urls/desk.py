"""Addresses of staff: sessions of exams, times, and attempts; mounted by lms.urls under /manage/exams/."""

from django.urls import path

from assessments.views.desk import accommodations, acts, attempts, candidates, late, live, sessions, sheets, times

app_name = "desk"
urlpatterns = [
    path("", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.new, name="new"),
    path("sessions/<int:session_id>/", live.desk, name="session"),
    path("sessions/<int:session_id>/edit/", sessions.edit, name="edit"),
    path("sessions/<int:session_id>/candidates/", candidates.people, name="candidates"),
    path("sessions/<int:session_id>/candidates/<int:entry_id>/unlock/", acts.unlock, name="unlock"),
    path("sessions/<int:session_id>/candidates/<int:entry_id>/<slug:act>/", candidates.person, name="candidate"),
    path("sessions/<int:session_id>/list/", sheets.list_page, name="list"),
    path("sessions/<int:session_id>/list.xlsx", sheets.list_file, name="list-file"),
    path("sessions/<int:session_id>/paper/", sheets.paper, name="paper"),
    path("sessions/<int:session_id>/code/", acts.code, name="code"),
    path("sessions/<int:session_id>/extend/", acts.extend_all, name="extend-all"),
    path("sessions/<int:session_id>/pause/", acts.pause, name="pause"),
    path("sessions/<int:session_id>/resume/", acts.resume, name="resume"),
    path("sessions/<int:session_id>/collect/", acts.collect_all, name="collect-all"),
    path("sessions/<int:session_id>/attempts/<int:attempt_id>/extend/", acts.extend, name="extend"),
    path("sessions/<int:session_id>/attempts/<int:attempt_id>/collect/", acts.collect, name="collect"),
    path("sessions/<int:session_id>/attempts/<int:attempt_id>/void/", acts.void, name="void"),
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
