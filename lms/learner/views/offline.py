"""Learning without a network, as far as the whole site is concerned: the worker, the manifest, the page of what is saved."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.caching import cacheable
from lms.context import Chrome

# Below these addresses lie the pages that can be saved.
PAGES = ["/courses/", "/cards/"]
# Where one begins: without a network they show what is saved.
FRONT = ["/", "/my/"]
ICONS = [
    ("mark-192.png", "192x192", "any"),
    ("mark-512.png", "512x512", "any"),
    ("mark-maskable.png", "512x512", "maskable"),
]


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """The same for everybody, because it is saved itself: whose lessons it shows, the device knows (shelf.js)."""
    frame = {"viewer": None, "chrome": Chrome(request, None)}
    return cacheable(request, render(request, "learner/offline.html", frame))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script, the same for everybody; a browser that runs it asks at each visit whether it changed."""
    context = {
        "shelf": reverse("learner:offline"),
        "pages": json.dumps(PAGES),
        "front": json.dumps(FRONT),
        "file_roots": json.dumps([settings.MEDIA_URL, "/learn/media/"]),
        "login": settings.LOGIN_URL,
        "static_url": settings.STATIC_URL,
    }
    response = render(request, "learner/sw.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone calls the site that somebody puts on its first screen. Nobody is asked to, and nobody counts it."""
    icons = [
        {"src": static(f"core/icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    told = {
        "id": "/",
        "name": _("网格学堂"),
        "short_name": _("网格学堂"),
        "start_url": "/my/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0a6650",
        "icons": [{"src": static("core/icons/mark.svg"), "sizes": "any", "type": "image/svg+xml"}, *icons],
    }
    return cacheable(request, JsonResponse(told, content_type="application/manifest+json"))
