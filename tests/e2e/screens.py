"""Pictures of the running demo for `docs/screens`: `make demo RESET=1 DETACH=1`, then

    .venv/bin/python -m tests.e2e.screens http://127.0.0.1:8000 [name …]

It logs in with the demo accounts and begins an exam as demo-worker, so the demo is best started over afterwards.
"""

import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser import ARGUMENTS, chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
WIDTHS = (390, 1280)
TALLEST = 1700
COLOURS = 128
Way = Callable[[Page], object]


def link(name: str) -> Way:
    """Click the first link of this name in the page."""
    return lambda page: page.locator("main").get_by_role("link", name=name).first.click()


def begin_exam(page: Page) -> None:
    """From the page before the exam into it; one that is open already is gone back to."""
    if page.locator("#id_confirmed").count():
        page.locator("#id_confirmed").check()
        page.get_by_role("button", name="开始考试").click()
    else:
        page.get_by_role("link", name="接着答").click()
    page.wait_for_url("**/attempts/*/")


def open_exam(page: Page) -> None:
    """The first exam in the list that can be sat."""
    page.locator("main .card a.btn").first.click()


def answer_some(page: Page) -> None:
    """Into the exam, with three answers given."""
    open_exam(page)
    if "/entries/" in page.url:
        begin_exam(page)
    for number in range(1, 4):
        page.locator(f"#q{number} :is(.choice, button[value=keep])").first.click()
        page.get_by_role("button", name="下一题").click()


def go_offline(page: Page) -> None:
    """In the exam, the network goes and one more question is answered."""
    page.wait_for_selector("[data-ready]")
    page.context.set_offline(True)
    page.locator("[data-question]:visible .choice:not(:has(input:checked))").first.click()
    page.wait_for_selector("[data-strip=offline]:visible")


def ask_for_time(page: Page) -> None:
    """The dialog in which somebody who is answering gets more time."""
    page.locator("tr:has(a[href$='/extend/']) summary").first.click()
    page.get_by_role("link", name="加时间").locator("visible=true").click()
    page.locator("#ask form").wait_for()


def edit_first(page: Page) -> None:
    """From the results of the editors' search into the editor."""
    page.locator("main a[href*='/edit/']").first.click()
    page.wait_for_url("**/edit/")


def first_enquiry(page: Page) -> None:
    """From the desk of enquiries to the one that is due first."""
    page.locator(".deskpick a").first.click()
    page.wait_for_url("**/enquiries/*/")


def first_row(page: Page) -> None:
    """What the first row of the list is about."""
    page.locator("main tbody th a").first.click()


def save_for_the_field(page: Page) -> None:
    """A course and the cards on this device, and the page that tells so."""
    for address in ("/courses/med201/", "/cards/"):
        page.goto(address)
        page.get_by_role("button", name="存到本机").click()
        page.get_by_text("已存在本机").first.wait_for()
    page.goto("/my/offline/")
    page.locator("[data-slot=cards] li").first.wait_for()


def answer_a_question(page: Page) -> None:
    """The first question of a check with its explanation."""
    page.locator("main .choice").nth(1).click()
    page.get_by_role("button", name="看答案").click()


def record_of_it(page: Page) -> None:
    """From the decision about an attempt to its record."""
    page.locator("main .crumb a").last.click()


# Name of the picture, account (None: anybody), address, and the way from there.
SCREENS: list[tuple[str, str | None, str, list[Way]]] = [
    ("home", None, "/", []),
    ("policy", None, "/policies/ebike-safety/", []),
    ("policy-elder", None, "/policies/ebike-safety/", []),
    ("check", None, "/public/policies/ebike-safety/check/", [answer_a_question]),
    ("search", None, "/search/?q=电瓶车", []),
    ("courses", None, "/courses/", []),
    ("cards", None, "/cards/", []),
    ("card", None, "/cards/residential-fire/", []),
    ("card-print", None, "/cards/residential-fire/print/", []),
    ("ask", None, "/ask/?policy=ebike-safety&part=qa", []),
    ("enquiry-desk", "demo-handler", "/manage/enquiries/", []),
    ("enquiry", "demo-handler", "/manage/enquiries/", [first_enquiry]),
    ("enquiry-report", "demo-admin", "/manage/enquiries/report/?days=365", []),
    ("login", None, "/accounts/login/", []),
    ("404", None, "/nothing-here/", []),
    ("my", "demo-worker", "/my/", []),
    ("course", "demo-worker", "/courses/med201/", []),
    (
        "lesson",
        "demo-worker",
        "/courses/emg101/",
        [lambda page: page.locator("main a[href*='/module-1/']").first.click()],
    ),
    ("offline", "demo-worker", "/my/", [save_for_the_field]),
    ("record", "demo-worker", "/my/record/", []),
    ("exam-start", "demo-worker", "/assessments/", [open_exam]),
    ("exam", "demo-worker", "/assessments/", [answer_some]),
    ("exam-offline", "demo-worker", "/assessments/", [answer_some, go_offline]),
    ("exam-receipt", "demo-worker", "/assessments/", [link("看成绩"), link("看回执")]),
    ("result", "demo-worker", "/assessments/", [link("看成绩")]),
    (
        "certificate",
        "demo-worker",
        "/my/certificates/",
        [lambda page: page.locator("main a[href*='/my/certificates/']").first.click()],
    ),
    (
        "verify",
        "demo-worker",
        "/my/certificates/",
        [
            lambda page: page.locator("main a[href*='/my/certificates/']").first.click(),
            lambda page: page.goto(page.locator("a[href*='/verify/']").first.get_attribute("href")),
        ],
    ),
    ("competency", "demo-worker", "/my/competency/", []),
    ("inbox", "demo-worker", "/my/inbox/", []),
    ("my-first-day", "demo-newcomer", "/my/", []),
    ("manage", "demo-manager", "/manage/", []),
    ("awareness", "demo-manager", "/manage/awareness/?policy=ebike-safety", []),
    ("exam-sessions", "demo-manager", "/manage/exams/", []),
    ("desk", "demo-manager", "/manage/exams/", [link("进考场")]),
    ("desk-extend", "demo-manager", "/manage/exams/", [link("进考场"), ask_for_time]),
    ("desk-candidates", "demo-manager", "/manage/exams/", [link("看安排"), link("考生名单")]),
    ("exam-times", "demo-manager", "/manage/exams/times/", [link("冬季消防应知应会")]),
    ("accommodation", "demo-manager", "/manage/exams/accommodations/", [first_row]),
    ("late-answers", "demo-manager", "/manage/exams/late/", [first_row]),
    ("attempt-record", "demo-trainer", "/manage/exams/late/", [first_row, record_of_it]),
    (
        "person",
        "demo-manager",
        "/manage/people/",
        [lambda page: page.locator("main tr", has_text="专职网格员").first.get_by_role("link").first.click()],
    ),
]


def context_for(browser: Browser, address: str, account: str | None, width: int) -> BrowserContext:
    """A browser of its own for an account, logged in."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 844}
    )
    if account:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("用户名或手机号").fill(account)
        page.get_by_label("密码", exact=True).fill(os.environ.get("DEMO_PASSWORD") or "gridschool-demo")
        page.locator("#login button[type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        page.close()
    return context


def take(context: BrowserContext, name: str, path: str, ways: list[Way], width: int) -> int:
    """One picture; returns its size in bytes."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(path)
    for way in ways:
        way(page)
    page.wait_for_load_state("networkidle")
    page.set_viewport_size(
        {"width": width, "height": min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))}
    )
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    target = FOLDER / f"{name}.{width}.png"
    picture.save(target, optimize=True)
    page.close()
    context.set_offline(False)
    return target.stat().st_size


def main(address: str, names: list[str]) -> None:
    """Take every picture, or those named, at both widths, logging in once for each account."""
    screens = [screen for screen in SCREENS if not names or screen[0] in names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    total = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for width in WIDTHS:
            for account in dict.fromkeys(screen[1] for screen in screens):
                context = context_for(browser, address, account, width)
                for name, _account, path, ways in [screen for screen in screens if screen[1] == account]:
                    elder = "elder" if name == "policy-elder" else ""
                    context.add_cookies([{"name": "gs_mode", "value": elder, "url": address}])
                    total += take(context, name, path, ways, width)
                context.close()
        if not names or "cms" in names:
            context = context_for(browser, address, "demo-trainer", 1280)
            total += take(context, "cms", "/cms/pages/search/?q=楼道里的电动自行车", [edit_first], 1280)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {total / 1e6:.1f} MB in {FOLDER}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
