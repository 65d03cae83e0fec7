"""Middleware: request facts, display preferences, and the relaxed policy of the editing screens."""

import uuid
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from core.display import Display
from core.request import RequestFacts, _facts, client_address

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Gives each request an id (answered as X-Request-ID) and makes it known to the audit trail."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        token = _facts.set(RequestFacts(request_id, client_address(request)))
        try:
            response = self.get_response(request)
        finally:
            _facts.reset(token)
        response["X-Request-ID"] = request_id
        return response


class DisplayMiddleware:
    """Puts the display choices of the cookies on the request; a page made with them varies by cookie.

    The language too is a choice kept in a cookie, not a guess from the browser: the content is Chinese.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Display.from_cookies(request.COOKIES)
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response


class PolicyMiddleware:
    """The Content-Security-Policy of every answer. Wagtail's editing screens have inline scripts: under /cms/ it allows them.

    No page of ours has a nonce or a policy of its own, so both headers are written once, when the server starts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.everywhere = build_policy()
        self.editing = build_policy(replace=settings.ADMIN_CONTENT_SECURITY_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response[HEADER] = self.editing if request.path.startswith("/cms/") else self.everywhere
        return response
