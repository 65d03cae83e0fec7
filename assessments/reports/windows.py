"""Exams that people sit by themselves while a window is open: what staff of an area have to look after besides sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from assessments.enums import DESK_ROLES, EntryState, Mode
from assessments.models import Entry, Exam
from people.models import User, scope_paths


@dataclass(frozen=True)
class OpenExam:
    """An exam whose window is open, and how many of the area are expected there without a session."""

    exam: Exam
    people: int


def open_exams(user: Any) -> Sequence[OpenExam]:
    """The formal and mock exams open now for people where the user runs exams, soonest to close first. Three queries."""
    reached = User.objects.in_scope(scope_paths(user, roles=DESK_ROLES))
    due = Entry.objects.filter(person__in=reached, session=None, state=EntryState.DUE)
    exams = Exam.objects.open_at().exclude(mode=Mode.PRACTICE)
    rows = due.filter(exam__in=exams).order_by().values("exam").annotate(people=Count("person", distinct=True))
    people = {row["exam"]: row["people"] for row in rows}
    found = sorted(exams.in_bulk(people).values(), key=_closing)
    return [OpenExam(exam, people[exam.pk]) for exam in found]


def _closing(exam: Exam) -> tuple[bool, float, int]:
    return exam.closes is None, exam.closes.timestamp() if exam.closes else 0.0, exam.pk
