"""What every screen of a candidate needs: somebody logged in, an attempt of their own, nothing kept by caches."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from assessments.models import Attempt
from assessments.services import note_seen

# Tells one device from another during an exam, whoever logs in on it; it names nobody and is gone the next day.
DEVICE_COOKIE = "gs_device"
DEVICE_SECONDS = 24 * 3600

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """A script asks, not a person."""
    return "application/json" in request.headers.get("Accept", "")


def candidates_only(view: View) -> View:
    """For pages: log in first, then come back here."""
    return never_cache(login_required(view))


def candidates_only_or_401(view: View) -> View:
    """For what a page sends in mid-exam: a lapsed log-in is told, not redirected, so that no answer is dropped."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"code": "session_expired"}, status=401)
        return render(request, "session_expired.html", {"back": _sitting_address(request)}, status=401)

    return checked


def _sitting_address(request: HttpRequest) -> str:
    return request.path.rsplit("/", 2)[0] + "/"


def own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """The attempt with its entry, exam and session; missing and foreign are the same 404."""
    attempts = Attempt.objects.visible_to(request.user).select_related("entry__exam", "session")
    return get_object_or_404(attempts, pk=attempt_id)


def note_page(request: HttpRequest, attempt: Attempt) -> None:
    """A page of this attempt is open on this device: the desk sees it. No query."""
    if not attempt.is_finished:
        note_seen(attempt=attempt.pk, device=request.COOKIES.get(DEVICE_COOKIE, ""))


def name_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give the device its cookie, for the first page of a sitting."""
    if DEVICE_COOKIE in request.COOKIES:
        return
    name = request.COOKIES[DEVICE_COOKIE] = secrets.token_urlsafe(9)
    response.set_cookie(
        DEVICE_COOKIE,
        name,
        max_age=DEVICE_SECONDS,
        path="/assessments/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
