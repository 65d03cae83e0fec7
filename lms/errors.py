"""When something goes wrong: each answer says what happened, whether anything was lost, and where to go next."""

import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token
from redis.exceptions import RedisError

from core.display import Display
from core.request import current_request_facts

# How long a browser or script waits before it asks a database that is away again: it is back, or was moved, by then.
RETRY_SECONDS = 5


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the data could not be read."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but this is not theirs."""
    return render(request, "403.html", status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: missing and foreign look the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After while the database or the cache is away: nothing was changed, try again soon.

    Drawn without the database, the session or a context processor, since one of them may be what failed. What sends
    answers in the background gets a stable code instead of a page.
    """
    away = _is_away(sys.exception())
    status = 503 if away else 500
    context = {"display": Display.from_cookies(request.COOKIES), "reference": _reference()}
    if "application/json" in request.headers.get("Accept", ""):
        code = "temporarily_unavailable" if away else "server_error"
        response: HttpResponse = JsonResponse({"code": code, "reference": context["reference"]}, status=status)
    else:
        response = HttpResponse(loader.render_to_string("500.html", context), status=status)
    if away:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _is_away(error: BaseException | None) -> bool:
    """A server that cannot be reached or gave up for a reason of its own; SQLite calls faulty SQL operational too."""
    if isinstance(error, RedisError):
        return True
    faulty = getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_ERROR" if error else False
    return isinstance(error, (OperationalError, InterfaceError)) and not faulty


def _reference() -> str:
    """The short number a person tells the administrator; the log line of the request carries the long one."""
    return current_request_facts().request_id[:8].upper()


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429 with the seconds to wait, in words and as a header."""
    response = render(request, "429.html", {"retry_after": retry_after}, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: nearly always a page left open while the log-in ended elsewhere."""
    if not request.user.is_authenticated and request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return session_expired(request, status=403)
    return render(request, "403_csrf.html", {"back": came_from(request)}, status=403)


def session_expired(request: HttpRequest, status: int = 401) -> HttpResponse:
    """The log-in has run out: a whole page, or a fragment for a page that asked in the background."""
    fragment = request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", "")
    template = "_session_expired.html" if fragment else "session_expired.html"
    return render(request, template, {"back": came_from(request)}, status=status)


def came_from(request: HttpRequest) -> str:
    """The address (without the host) of the page of ours the form was on, or the first page."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referer)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
