"""What every screen of the desk needs: somebody who runs exams somewhere today, nothing kept by caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from assessments.models import ExamSession
from assessments.permissions import area_of, can_enter_desk, can_organise

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Log in first; 403 for whoever runs no session anywhere. No cache keeps names and codes.

    What a page asks for in the background is told that the log-in lapsed, not sent to the log-in page.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_enter_desk(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    asked = login_required(checked)

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx and not request.user.is_authenticated:
            return render(request, "_session_expired.html", {"back": request.path}, status=401)
        return asked(request, *args, **kwargs)

    return inner


def run_session(request: HttpRequest, session_id: int) -> ExamSession:
    """The session with its exam and unit, if the viewer may run it; missing and foreign are the same 404."""
    sessions = ExamSession.objects.run_by(request.user).select_related("exam", "unit")
    return get_object_or_404(sessions, pk=session_id)


def organised_session(request: HttpRequest, session_id: int) -> ExamSession:
    """The same for what only those may change who arrange sessions of its unit: 403 for its invigilators."""
    session = run_session(request, session_id)
    if not can_organise(request.user, session.unit):
        raise PermissionDenied
    return session


def desk_view(view: View) -> View:
    """The same, and gives the view, after the request, the `Area` of whoever is signed in."""

    @staff_only
    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, area_of(request.user), **kwargs)

    return inner


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form; None where the form is only shown. A POST without anything is a form sent empty."""
    return request.POST if request.method == "POST" else None
