"""The service worker of the sitting page: its reach is what lies below `attempts/`, no other page is touched by it."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

STYLES = ("tokens", "tokens-dark", "base", "components", "widgets", "pages")
SCRIPTS = (
    "forward", "guard", "journal", "leaving", "login", "marks", "ordering", "paper", "seat", "sender", "shell", "sit",
    "status", "store", "timer",
)  # fmt: skip
# Everything a sitting page loads; a test compares this with what a browser asks for.
FILES = (
    *(f"core/css/{name}.css" for name in STYLES),
    "core/icons/mark.svg",
    "core/icons/sprite.svg",
    *(f"core/js/{name}.js" for name in ("core", "device", "sync", "words")),
    *(f"assessments/{name}.js" for name in SCRIPTS),
)


def reach() -> str:
    """The part of the site the worker may act in."""
    return reverse("assessments:exams") + "attempts/"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script, the same for everybody; a browser asks for it again at each sitting and sees whether it changed."""
    assets = json.dumps([static(name) for name in FILES])
    context = {
        "assets": assets,
        "version": hashlib.sha256(assets.encode()).hexdigest()[:12],
        "reach": reach(),
        "static_url": settings.STATIC_URL,
    }
    response = render(request, "assessments/sw.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
