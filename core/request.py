"""What the code below a view may know of the request: its id and the address it came from."""

from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class RequestFacts:
    request_id: str = ""
    address: str | None = None


_facts: ContextVar[RequestFacts] = ContextVar("request_facts", default=RequestFacts())


def current_request_facts() -> RequestFacts:
    """The facts of the request being served, or empty ones outside of any (tasks, commands)."""
    return _facts.get()


def client_address(request: HttpRequest) -> str | None:
    """The sender's address: the socket's, or the one the nearest trusted proxies vouch for (TRUSTED_PROXY_COUNT)."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return request.META.get("REMOTE_ADDR") or None
