"""Addresses of the frame: display and language links, the plain public pages of the foot, the style guide in debug,
and what a browser looks for at the root."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from core.caching import cacheable
from core.views_design import design
from core.views_display import display, language
from lms.learner.views import offline


def _page(name: str):
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return cacheable(request, render(request, f"site/{name}.html"))

    return page


urlpatterns = [
    # Its reach is where it lies: the whole site.
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("display/", display, name="display"),
    path("language/", language, name="language"),
    path("feedback/", _page("feedback"), name="feedback"),
    path("privacy/", _page("privacy"), name="privacy"),
    path("accessibility/", _page("accessibility"), name="accessibility"),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design, name="design"))
