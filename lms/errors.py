"""When something goes wrong: each answer says what happened, whether anything was lost, and where to go next."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token

from core.display import Display
from core.request import current_request_facts


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
    """500: drawn without the database, the session or a context processor, since one of them may be what failed."""
    context = {"display": Display.from_cookies(request.COOKIES), "reference": _reference()}
    return HttpResponse(loader.render_to_string("500.html", context), status=500)


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
