"""Middleware: request facts, display preferences, and the relaxed policy of the editing screens."""

import uuid
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core import page_cache
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


class PublicPageMiddleware:
    """Sends a public page that is kept (core.page_cache), and keeps what the rest of the chain draws for everybody.

    Above session and log-in: what is sent from here has touched neither, nor the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = page_cache.key_of(request)
        if key is None:
            return self.get_response(request)
        generation = page_cache.generation()
        if kept := page_cache.shelf.take(key, generation):
            return page_cache.answer(request, key, kept)
        try:
            response = self.get_response(request)
            page_cache.keep(request, response, key, generation)
        finally:
            page_cache.shelf.done(key)
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


class KeptRowsMiddleware:
    """In /cms/, a row that others rest on stays, and the editor reads so, whatever way the deletion came."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ProtectedError) or not request.path.startswith("/cms/"):
            return None
        words = _("还有别的记录用着它，不能删除。什么都没有改变。")
        if request.path.startswith("/cms/api/"):
            return JsonResponse({"detail": words}, status=409)
        messages.error(request, words)
        back = request.headers.get("referer", "")
        return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/cms/")
