"""What the code below a view may know of the request: its id and the address it came from."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

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
    """The sender's address: the socket's, or the one the nearest trusted proxies vouch for (TRUSTED_PROXY_COUNT).

    What is not an address (a forged header, a Unix socket) counts as unknown.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    address = forwarded[-count] if count and len(forwarded) >= count else request.META.get("REMOTE_ADDR", "")
    return _address(address)


@lru_cache(maxsize=4096)
def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
