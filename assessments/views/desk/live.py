"""The desk of a session: who is there, what needs a look, and everything that can be done about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.enums import DeskStatus
from assessments.models import ExamSession
from assessments.permissions import can_organise
from assessments.reports import Desk, DeskRow, acts_of, desk_of
from assessments.views.desk.access import run_session, staff_only
from core import clock

# What the figures at the top filter by (`?show=`).
FILTERS: dict[str, Callable[[DeskRow], bool]] = {
    "answering": lambda row: row.is_under_way,
    "offline": lambda row: row.status == DeskStatus.OFFLINE,
    "look": lambda row: row.needs_a_look,
    "handed_in": lambda row: row.status in (DeskStatus.SUBMITTED, DeskStatus.CLOSED),
    "missing": lambda row: row.status in (DeskStatus.MISSING, DeskStatus.ABSENT),
}


@require_safe
@staff_only
def desk(request: HttpRequest, session_id: int) -> HttpResponse:
    """The whole page, or (asked by htmx every ten seconds) what changes in it."""
    session = run_session(request, session_id)
    found = desk_of(session)
    shown = request.GET.get("show", "")
    keep = FILTERS.get(shown)
    context = {
        "session": session,
        "desk": found,
        "rows": [row for row in found.rows if keep(row)] if keep else found.rows,
        "shown": shown if keep else "",
        "phase": phase_of(session),
        "nobody_yet": _nobody_yet(found),
        "acts": acts_of(session),
        "invigilators": list(session.invigilators.all()),
        "may_organise": can_organise(request.user, session.unit),
    }
    template = "assessments/desk/_desk.html" if request.htmx else "assessments/desk/desk.html"
    return render(request, template, context)


def phase_of(session: ExamSession) -> str:
    """coming, running or over."""
    if session.is_over:
        return "over"
    return "coming" if clock.now() < session.starts else "running"


def _nobody_yet(desk: Desk) -> bool:
    return 0 < desk.counts["expected"] == desk.counts["missing"]
