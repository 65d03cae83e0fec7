"""The first load of a learner's pages with an empty cache: kilobytes over the wire, and seconds on a slow phone.

The product as it is served in production (`stack.py`), Chromium at 390 px, a learner who is enrolled in every course. Each page
is opened in a browser that has never seen the site: once to count what is transferred, then by turns throttled (400 ms for
each request, 400 kbit/s, a processor 4 times slower), beside the baseline: the same document with everything it refers to left
out, which is the least that this network takes. "Usable" is when the document is parsed, its scripts have run and something
is drawn. The service worker, which fetches for later, is left out. Promise: at most 300 kB, usable within 8 s.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.stack import Stack, stack
from tests.support.browser import ARGUMENTS, chromium

MOST_KB, MOST_SECONDS = 300, 8
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
CPU_RATE = 4
# Run in the product: enrols the first learner everywhere and names the pages.
PAGES = """
import json
from courses.models import CardPage, CoursePage, LessonPage
from courses.services import enrol
from people.models import User
person = User.objects.get(username="{username}")
for course in CoursePage.objects.live(): enrol(person=person, course=course, by=person)
course = CoursePage.objects.live().filter(code="{code}").first() or CoursePage.objects.live().order_by("code").first()
lessons = sorted(LessonPage.objects.descendant_of(course).live(), key=lambda lesson: -len(str(lesson.body.raw_data)))
card = CardPage.objects.live().order_by("code").first()
pages = {{"my": "/my/", "course": course.get_url(), "lesson": lessons[0].get_url()}}
print(json.dumps(pages | ({{"card": card.get_url()}} if card else {{}})))
"""


@dataclass
class Load:
    """One page: bytes by kind of request, and seconds of each throttled load."""

    name: str
    path: str
    kinds: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    usable: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    @property
    def kilobytes(self) -> float:
        return sum(self.kinds.values()) / 1000


class Visitor:
    """Opens pages as somebody who is logged in and has nothing of the site in the browser."""

    def __init__(
        self, browser: Browser, base: str, username: str, password: str, pages_of: Callable[[Page], dict[str, str]]
    ) -> None:
        self.browser, self.base = browser, base
        context = self._context(None)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("#id_login").fill(username)
        page.locator("#id_password").fill(password)
        page.locator("#login button[type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        self.pages = pages_of(page)
        self.state = {"cookies": context.cookies(), "origins": []}
        context.close()

    def _context(self, state: dict | None) -> BrowserContext:
        return self.browser.new_context(
            base_url=self.base,
            locale="zh-CN",
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            storage_state=state,
            service_workers="block",
        )

    def count(self, load: Load) -> None:
        """What is transferred until nothing more is asked for, headers included."""
        context = self._context(self.state)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        kind_of: dict[str, str] = {}

        def began(event: dict) -> None:
            kind_of[event["requestId"]] = event.get("type", "Other")

        def ended(event: dict) -> None:
            kind = kind_of.get(event["requestId"], "Other")
            load.kinds[kind] = load.kinds.get(kind, 0) + int(event["encodedDataLength"])
            load.requests += 1

        wire.on("Network.requestWillBeSent", began)
        wire.on("Network.loadingFinished", ended)
        wire.send("Network.enable")
        answer = page.goto(load.path)
        if answer is None or answer.status != 200 or "/accounts/login/" in page.url:
            raise SystemExit(f"{load.path} did not open: {page.url}")
        page.wait_for_load_state("networkidle")
        context.close()

    def wait(self, path: str, alone: bool) -> float:
        """Seconds until the page is usable on the slow phone; `alone` leaves out everything but the document."""
        context = self._context(self.state)
        page = context.new_page()
        page.set_default_timeout(90_000)
        if alone:
            page.route(
                "**/*", lambda route: route.continue_() if route.request.is_navigation_request() else route.abort()
            )
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
        page.goto(path, wait_until="load")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        seconds = page.evaluate(
            "Math.max(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,"
            " performance.getEntriesByName('first-contentful-paint')[0].startTime) / 1000"
        )
        context.close()
        return seconds


def measure(whole: Stack, rounds: int, code: str) -> list[Load]:
    """The pages of a product started for this, with one learner."""
    seeded = whole.seed(people=1)
    username = seeded["people"][0][0]
    answer = whole.manage("shell", "-v0", "-c", PAGES.format(username=username, code=code))
    whole.start_web()
    pages = json.loads(answer.splitlines()[-1])
    return open_all(f"http://127.0.0.1:{whole.port}", username, seeded["password"], lambda _page: pages, rounds)


def measure_demo(base: str, rounds: int, code: str) -> list[Load]:
    """The pages of a running demo, which serves static files as production does, as demo-worker."""

    def pages(page: Page) -> dict[str, str]:
        course = f"/courses/{code.lower()}/"
        page.goto(course)
        lesson = page.locator(f"main a[href^='{course}']:not([href='{course}'])").first.get_attribute("href")
        page.goto("/cards/")
        card = page.locator("main li a[href^='/cards/']").first.get_attribute("href")
        return {"my": "/my/", "course": course, "lesson": lesson or "", "card": card or ""}

    password = os.environ.get("DEMO_PASSWORD") or "gridschool-demo"
    return open_all(base, "demo-worker", password, pages, rounds)


def open_all(
    base: str, username: str, password: str, pages_of: Callable[[Page], dict[str, str]], rounds: int
) -> list[Load]:
    """Every page, counted once and opened `rounds` times in turn with its baseline."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        visitor = Visitor(browser, base, username, password, pages_of)
        loads = [Load(name, path) for name, path in visitor.pages.items()]
        for load in loads:
            visitor.count(load)
        for _ in range(rounds):
            for load in loads:
                load.usable.append(visitor.wait(load.path, alone=False))
                load.alone.append(visitor.wait(load.path, alone=True))
        browser.close()
    return loads


def show(loads: list[Load]) -> bool:
    """Print the table; whether every promise was kept."""
    kinds = ["Document", "Stylesheet", "Script", "Font", "Image"]
    print(
        f"{'page':<8}{'kB':>7}"
        + "".join(f"{kind:>12}" for kind in kinds)
        + f"{'requests':>10}{'usable':>9}{'alone':>8}"
    )
    kept = True
    for load in loads:
        usable, alone = statistics.median(load.usable), statistics.median(load.alone)
        row = "".join(f"{load.kinds.get(kind, 0) / 1000:>12.1f}" for kind in kinds)
        print(f"{load.name:<8}{load.kilobytes:>7.1f}{row}{load.requests:>10}{usable:>8.1f}s{alone:>7.1f}s")
        kept = kept and load.kilobytes <= MOST_KB and usable <= MOST_SECONDS
    print(f"promise (≤ {MOST_KB} kB, usable ≤ {MOST_SECONDS} s): {'kept' if kept else 'BROKEN'}")
    return kept


def main() -> int:
    """Measure and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="throttled loads of each page (3)")
    parser.add_argument("--course", default="EMG101", help="code of the course whose longest lesson is opened (EMG101)")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--demo", help="a running demo instead of servers of our own: http://127.0.0.1:8000")
    options = parser.parse_args()
    rounds = max(1, min(options.rounds, 9))
    if not chromium():
        raise SystemExit("no Chromium is installed (Debian: chromium; or its path in CHROMIUM)")
    if options.demo:
        if urlsplit(options.demo).hostname not in ("127.0.0.1", "localhost"):
            raise SystemExit("loopback only")
        return 0 if show(measure_demo(options.demo.rstrip("/"), rounds, options.course)) else 1
    with stack(engine=options.engine) as whole:
        return 0 if show(measure(whole, rounds, options.course)) else 1


if __name__ == "__main__":
    sys.exit(main())
