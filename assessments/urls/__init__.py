"""Addresses of candidates; mounted by lms.urls under /assessments/. What staff do is in `desk`."""

from django.urls import path

from assessments.views import answers, entries, results, sitting, worker

app_name = "assessments"
urlpatterns = [
    path("", entries.my_exams, name="exams"),
    path("sw.js", worker.worker, name="worker"),
    path("entries/<int:entry_id>/", entries.start, name="start"),
    path("attempts/<int:attempt_id>/", sitting.sit, name="sit"),
    path("attempts/<int:attempt_id>/answers/", answers.save, name="answers"),
    path("attempts/<int:attempt_id>/flags/", answers.flag, name="flags"),
    path("attempts/<int:attempt_id>/next/", answers.move_on, name="next"),
    path("attempts/<int:attempt_id>/state/", answers.state, name="state"),
    path("attempts/<int:attempt_id>/left/", answers.left, name="left"),
    path("attempts/<int:attempt_id>/submit/", sitting.submit, name="submit"),
    path("attempts/<int:attempt_id>/receipt/", results.receipt, name="receipt"),
    path("attempts/<int:attempt_id>/result/", results.result, name="result"),
]
