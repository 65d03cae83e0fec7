"""Telling one visitor's device from another, without knowing whose it is.

A cookie of random letters, set only on answers that no cache keeps. What is stored is a keyed hash of it that differs
with the purpose: the vote, the check and the question of one device cannot be laid side by side.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

# Not the cookie of exams (`gs_device`, one day, below /assessments/): the two must not be told from each other's value.
COOKIE = "gs_visitor"
SECONDS = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def device_token(request: HttpRequest) -> str:
    """The token of this device, drawn now where it has none (then `keep_device` must give it to the answer)."""
    token = request.COOKIES.get(COOKIE, "")
    if not _TOKEN.fullmatch(token):
        token = request.COOKIES[COOKIE] = secrets.token_urlsafe(16)
        request.device_is_new = True
    return token


def has_device(request: HttpRequest) -> bool:
    """Whether the device came with a token."""
    return not getattr(request, "device_is_new", False) and bool(_TOKEN.fullmatch(request.COOKIES.get(COOKIE, "")))


def device_hash(request: HttpRequest, purpose: str) -> str:
    """64 letters for a column: the same for one device and one `purpose`, of no use for any other purpose."""
    return salted_hmac(f"device:{purpose}", device_token(request), algorithm="sha256").hexdigest()


def keep_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the device its cookie with this answer. Only for answers that no cache keeps (`never_cache`)."""
    token = device_token(request)
    if getattr(request, "device_is_new", False):
        response.set_cookie(
            COOKIE, token, max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response
