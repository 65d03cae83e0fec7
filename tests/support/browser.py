"""A real Chromium for tests: `page_for(user, width=390)` opens a signed-in page, `axe(page)` looks for barriers.

A test that uses one of these is marked `browser` by itself. At the end of such a test an uncaught script error or a
violation of the content security policy on any of its pages is a failure.
"""

import os
import shutil
import threading
import time

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client

from tests.support.missing import missing

# Playwright's own loop runs in the main thread, where the tests also use the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Path of the browser, if there is one."""
    return shutil.which(os.environ.get("CHROMIUM", "/usr/bin/chromium")) or shutil.which("chromium")


def pytest_collection_modifyitems(items):
    for item in items:
        if {"page", "page_for", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium()
    if not path:
        missing("Chromium (Debian: chromium; or its path in CHROMIUM)")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def quiet_server(live_server):
    """At the end of a test, waits for the requests its pages left behind: their database is about to be replaced."""
    under_way: set[int] = set()

    def begin(**kwargs):
        under_way.add(threading.get_ident())

    def end(**kwargs):
        under_way.discard(threading.get_ident())

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    until = time.monotonic() + 5
    while under_way and time.monotonic() < until:
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def page_for(browser, browser_context_args, live_server, quiet_server, settings):
    """`page_for(user=None, width=390, javascript=True)` → a Playwright page whose `goto("/my/")` works."""
    settings.BASE_URL = live_server.url
    contexts, errors = [], []

    def record_console(message):
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    def open_page(user=None, width=390, height=844, javascript=True, **context):
        opened = browser.new_context(
            **{
                **browser_context_args,
                "base_url": live_server.url,
                "viewport": {"width": width, "height": height},
                "java_script_enabled": javascript,
                **context,
            }
        )
        contexts.append(opened)
        if user is not None:
            opened.add_cookies([session_cookie(user, live_server.url)])
        page = opened.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", record_console)
        return page

    yield open_page
    for opened in contexts:
        opened.close()
    assert not errors, f"script errors on the pages of this test: {errors}"


def session_cookie(user, address: str) -> dict:
    """The cookie of a session in which `user` is logged in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}


@pytest.fixture
def axe():
    """`axe(page, exclude=…)` fails with the rules and elements that WCAG 2.2 AA is broken by."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page, exclude: list[str] | None = None):
        context = {"exclude": [[selector] for selector in exclude]} if exclude else None
        found = Axe().run(page, context=context, options={"runOnly": WCAG}).response["violations"]
        told = [f"{v['id']}: {v['help']}: {[node['target'] for node in v['nodes']]}" for v in found]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check
