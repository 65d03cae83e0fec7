"""Public pages may be kept: by this server (core.page_cache), and by whoever asks again each time before showing them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers


def cacheable(
    request: HttpRequest, response: HttpResponse, parameters: Mapping[str, object] | None = None
) -> HttpResponse:
    """Say who may keep this page: everybody, when the visitor has no session; nobody else than the visitor otherwise.

    `parameters` are those of the query that the page understood, as it understood them (empty ones count as not given).
    This server keeps the page only if the query says just that, so nobody fills its memory with made-up ones.
    A browser may keep the page too, but asks each time: what was changed or withdrawn is not shown for another minute.
    The page still varies by cookie (language and display), and never carries a cookie of its own.
    """
    patch_vary_headers(response, ["Cookie"])
    if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or response.status_code != 200:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        understood = {name: value for name, value in (parameters or {}).items() if value}
        response.public_query = urlencode(sorted(understood.items()))
    return response
