"""Public pages may be kept by browsers and by the server in front of us."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

PUBLIC_SECONDS = 60


def cacheable(request: HttpRequest, response: HttpResponse, seconds: int = PUBLIC_SECONDS) -> HttpResponse:
    """Say who may keep this page: everybody, when the visitor has no session; nobody else than the visitor otherwise.

    The page still varies by cookie (language and display), and never carries a cookie of its own.
    """
    patch_vary_headers(response, ["Cookie"])
    if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or response.status_code != 200:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=seconds)
    return response
