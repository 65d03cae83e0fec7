"""Whole public pages, kept in this process and sent again without the database (docs/decisions/0023).

What is kept is what `core.caching.cacheable` marked as public, drawn for a visitor without a session, whose cookies say
nothing but language and display. All processes share one word, the generation: a page is sent only if it was drawn since
the last `changed()`. It is in Redis, or without one in a file; when it cannot be read, nothing is sent from here.
"""

import hashlib
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control

from core import clock
from core.display import CHOICES

logger = logging.getLogger(__name__)
GENERATION = "public-pages"
# Pages of a process together, and the largest one that is kept.
MOST_BYTES, LARGEST = 32 * 1024 * 1024, 1024 * 1024
LONGEST_QUERY = 200
# How long somebody waits for another thread that draws the changed page, before drawing it too.
PATIENCE = 2.0
# What services that pass links on hang on them; no page reads it.
NOISE = re.compile(r"utm_\w+=[^&]*|isappinstalled=\d|from=(?:timeline|singlemessage|groupmessage)")
# A visitor with another cookie is served from here, but what was drawn for them is not kept.
HARMLESS = {cookie for cookie, _values in CHOICES.values()} | {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
# Whoever has one of these is somebody: nothing is sent to them from here.
PERSONAL = {settings.SESSION_COOKIE_NAME, "messages"}


class Key(NamedTuple):
    """All that a public page depends on beside the database."""

    origin: str
    path: str
    query: str
    language: str
    display: str
    day: str


@dataclass(frozen=True)
class Kept:
    """A page as it was drawn: its headers and its bytes."""

    generation: str
    drawn: float
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str

    @property
    def age(self) -> float:
        """Seconds since it was drawn."""
        return time.monotonic() - self.drawn


# --- what changes ----------------------------------------------------------------------------------------------------


def changed(*_args: Any, **_kwargs: Any) -> None:
    """Something that public pages show was changed: once it is committed, every process draws its pages anew.

    May be connected to a signal or hook as it is. Never fails: a word that cannot be written is logged, and the kept pages
    end with their time (`PUBLIC_PAGE_SECONDS`).
    """
    transaction.on_commit(_renew, robust=True)


def generation() -> str:
    """The word that all processes share; empty when it cannot be read, so that nobody knows what has changed."""
    return _read() or (_read() if _renew() else "")


def _file() -> Path:
    return Path(settings.VAR_DIR) / GENERATION


def _read() -> str:
    if settings.REDIS_URL:
        return cache.get(GENERATION) or ""
    try:
        return _file().read_text()
    except OSError:
        return ""


def _renew() -> bool:
    """A word that never was before: a counter would begin again after Redis was lost."""
    word = secrets.token_hex(8)
    if settings.REDIS_URL:
        cache.set(GENERATION, word, timeout=None)
        return True
    file = _file()
    try:
        written = file.with_name(f"{file.name}.{word}")
        written.write_text(word)
        written.replace(file)
    except OSError:
        logger.exception("public pages that were changed are shown as they were until their time is over")
        return False
    return True


def listen() -> None:
    """Hear of what editors change: pages and who may read them, snippets, the site itself. Called when the app is ready."""
    # Rows of Wagtail, which it writes without a word of its own.
    from django.db.models.signals import post_delete, post_save  # noqa: TID251
    from wagtail import hooks, signals
    from wagtail.models import Page, PageViewRestriction, Site

    for name in ("page_published", "page_unpublished", "post_page_move", "page_slug_changed"):
        getattr(signals, name).connect(changed, dispatch_uid=f"core.page_cache.{name}")
    post_delete.connect(changed, sender=Page, dispatch_uid="core.page_cache.deleted")
    for model in (PageViewRestriction, Site):
        for signal in (post_save, post_delete):
            signal.connect(changed, sender=model, dispatch_uid="core.page_cache.rows")
    for act in ("create", "edit", "delete"):
        hooks.register(f"after_{act}_snippet", changed)


# --- what is kept ----------------------------------------------------------------------------------------------------


class Shelf:
    """The pages of one process, the least used given up first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._drawing: dict[Key, threading.Event] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def take(self, key: Key, generation: str) -> Kept | None:
        """The page, or nothing when the caller has to draw it and then say `done`.

        Of several who come for a page that has just changed, one draws and the others wait; one whose time alone is over
        is given to the others meanwhile. Nobody waits for an address that was never kept: perhaps it never will be.
        """
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            current = kept.generation == generation
            if current and kept.age < settings.PUBLIC_PAGE_SECONDS:
                self._pages.move_to_end(key)
                return kept
            drawing = self._drawing.get(key)
            if drawing is None:
                self._drawing[key] = threading.Event()
                return None
            if current and kept.age < settings.PUBLIC_PAGE_SECONDS + PATIENCE:
                return kept
        drawing.wait(PATIENCE)
        with self._lock:
            kept = self._pages.get(key)
            return kept if kept and kept.generation == generation and kept.age < settings.PUBLIC_PAGE_SECONDS else None

    def put(self, key: Key, kept: Kept) -> None:
        """Keep it, in the place of what was there."""
        with self._lock:
            self._drop(key)
            self._pages[key] = kept
            self._bytes += len(kept.body)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def done(self, key: Key) -> None:
        """Whoever waits for this page need not any longer."""
        with self._lock:
            drawing = self._drawing.pop(key, None)
        if drawing:
            drawing.set()

    def clear(self) -> None:
        """Forget everything (for tests)."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _drop(self, key: Key) -> None:
        if dropped := self._pages.pop(key, None):
            self._bytes -= len(dropped.body)


shelf = Shelf()


def key_of(request: HttpRequest) -> Key | None:
    """What the page asked for may be kept under; nothing when it is no business of this cache.

    Takes what other services hung on the address off it, so that the page drawn does not repeat it.
    """
    asked = settings.PUBLIC_PAGE_SECONDS and request.method in ("GET", "HEAD") and "//" not in request.path
    if not asked or PERSONAL & request.COOKIES.keys() or "hx-request" in request.headers:
        return None
    # Wagtail draws previews with requests of its own.
    if getattr(request, "is_dummy", False):
        return None
    query = request.META.get("QUERY_STRING", "")
    if NOISE.search(query):
        query = "&".join(part for part in query.split("&") if not NOISE.fullmatch(part))
        request.META["QUERY_STRING"] = query
    if len(query) > LONGEST_QUERY or not _is_ours(request):
        return None
    asked_for = urlencode(sorted(parse_qsl(query, keep_blank_values=True))) if query else ""
    language = translation.get_language_from_request(request)
    origin = f"{request.scheme}://{request.get_host()}"
    return Key(origin, request.path, asked_for, language, request.display.key, clock.today().isoformat())


def _is_ours(request: HttpRequest) -> bool:
    """Whether the host is one that the settings name: behind a wildcard anybody can think of any number of them."""
    host = request.get_host()
    name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "")
    named = name in settings.ALLOWED_HOSTS and port in ("", request.META.get("SERVER_PORT"))
    return named or host == urlsplit(settings.BASE_URL).netloc


def keep(request: HttpRequest, response: HttpResponse, key: Key, generation: str) -> None:
    """Keep this answer if everybody may see it; it gets an ETag then.

    `generation` is the word read before the page was drawn: what was changed meanwhile makes the page old at once.
    """
    if not (request.method == "GET" and generation and _may_be_kept(request, response, key)):
        return
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    patch_cache_control(response, s_maxage=1)
    kept = Kept(generation, time.monotonic(), tuple(response.items()), response.content, response["ETag"])
    shelf.put(key, kept)
    _tell_proxy(request, response, key)


def _may_be_kept(request: HttpRequest, response: HttpResponse, key: Key) -> bool:
    return (
        getattr(response, "public_query", None) == key.query
        and "public" in response.get("Cache-Control", "")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and request.COOKIES.keys() <= HARMLESS
        and len(response.content) <= LARGEST
    )


def answer(request: HttpRequest, key: Key, kept: Kept) -> HttpResponse:
    """The kept page, or 304 where the visitor has it."""
    response = HttpResponse(kept.body)
    del response["Content-Type"]
    for name, value in kept.headers:
        response[name] = value
    answered = get_conditional_response(request, etag=kept.etag, response=response) or response
    answered["Age"] = str(int(kept.age))
    _tell_proxy(request, answered, key)
    return answered


def _tell_proxy(request: HttpRequest, response: HttpResponse, key: Key) -> None:
    """Let the nginx in front (docker/nginx.conf) keep it for the rest of this second; it keeps nothing untold.

    Only where it read the same choices from the cookies as we did: what it keeps, it keeps under its own reading.
    """
    if request.headers.get("X-Page-Choices") == f"{key.language}|{key.display}":
        response["X-Accel-Expires"] = f"@{int(time.time())}"
