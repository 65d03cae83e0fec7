"""The list of sessions, and arranging one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.enums import ORGANISING_ROLES
from assessments.forms.sessions import SessionForm
from assessments.models import ExamSession
from assessments.reports import sessions_for
from assessments.reports.windows import open_exams
from assessments.services import save_session
from assessments.views.desk.access import organised_session, posted, staff_only
from assessments.views.words import desk_refusal
from core import clock
from core.errors import DomainError
from people.models import scope_paths
from people.permissions import has_role

PAST_PER_PAGE = 20


@require_safe
@staff_only
def sessions(request: HttpRequest) -> HttpResponse:
    """What runs now, what is to come, what is over; and the exams with an open window."""
    now, found = clock.now(), sessions_for(request.user)
    current = list(found.filter(ends__gte=now).order_by("starts", "pk"))
    page = Paginator(found.filter(ends__lt=now), PAST_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "running": [session for session in current if session.starts <= now],
        "coming": [session for session in current if session.starts > now],
        "page_obj": page,
        "windows": open_exams(request.user),
        "may_organise": has_role(request.user, *ORGANISING_ROLES),
    }
    return render(request, "assessments/desk/sessions.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def new(request: HttpRequest) -> HttpResponse:
    """Arrange a session; then choose who sits in it."""
    if not scope_paths(request.user, roles=ORGANISING_ROLES):
        raise PermissionDenied
    saved = _saved(request, form := SessionForm(posted(request), user=request.user), None)
    if saved:
        messages.success(request, _("场次建好了。接下来选考生。"))
        return redirect("desk:candidates", saved.pk)
    return _show(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_only
def edit(request: HttpRequest, session_id: int) -> HttpResponse:
    """Change a session: everything before somebody has begun, place, end and people also after."""
    session = organised_session(request, session_id)
    form = SessionForm(posted(request), user=request.user, session=session)
    if _saved(request, form, session):
        messages.success(request, _("场次已改好。"))
        return redirect("desk:session", session.pk)
    return _show(request, form, session)


def _saved(request: HttpRequest, form: SessionForm, session: ExamSession | None) -> ExamSession | None:
    """The session as the form says, or None and the form says why not."""
    if not form.is_valid():
        return None
    try:
        return save_session(session=session, by=request.user, **form.arrangement())
    except DomainError as error:
        form.add_error(FIELDS.get(error.code), desk_refusal(error))
        return None


# The field at which a refusal is told.
FIELDS = {
    "candidate_invigilates": "invigilators",
    "session_ends_before_start": "ends",
    "session_begun": "starts",
    "not_allowed": "unit",
}


def _show(request: HttpRequest, form: SessionForm, session: ExamSession | None) -> HttpResponse:
    context = {"form": form, "session": session}
    status = 422 if form.errors else 200
    return render(request, "assessments/desk/session_form.html", context, status=status)
