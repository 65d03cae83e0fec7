"""What every screen of a candidate needs: somebody logged in, an attempt of their own, nothing kept by caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from assessments.models import Attempt

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
    """The attempt with its entry and exam; missing and foreign are the same 404."""
    attempts = Attempt.objects.visible_to(request.user).select_related("entry__exam")
    return get_object_or_404(attempts, pk=attempt_id)
