"""Handling cards in a real browser: on the narrowest phone, handed on, and on paper."""

import subprocess

import pytest

from courses.formats import yaml_course
from courses.models import CardPage
from courses.services.card_loading import load_cards
from tests.courses.factories import CONTENT, CourseFactory, card_index

pytestmark = pytest.mark.django_db(transaction=True)
# All eighteen were printed by hand; these have the most text, the most lines and the most telephones.
FULLEST = ["EMG102", "EMG103", "MED203", "MED204"]


@pytest.fixture
def cards():
    """The cards of those courses, with all the law the course names."""
    card_index()
    for code in FULLEST:
        spec = yaml_course.read((CONTENT / f"{code}.yaml").read_text(encoding="utf-8"), f"{code}.yaml")
        basis = [("basis", {"law": law, "article": article}) for law, article in spec.legal_basis]
        load_cards(course=CourseFactory(code=code, lessons=0, legal_basis=basis), specs=spec.cards, by=None)
    return list(CardPage.objects.order_by("code"))


def test_every_card_prints_on_one_page_whose_code_leads_to_the_newest(
    cards, page_for, live_server, tmp_path, needs_poppler, needs_zbar
):
    page = page_for(width=800)
    for card in cards:
        page.goto(f"{card.url}print/")
        page.emulate_media(media="print")
        room = page.evaluate(
            "document.querySelector('.bottom').getBoundingClientRect().top"
            " - [...document.querySelectorAll('.box')].at(-1).getBoundingClientRect().bottom"
        )
        assert room >= 0, f"{card.slug}: the text runs into the foot by {-room} px"
        pdf = tmp_path / f"{card.slug}.pdf"
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
        told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        assert "Pages:           1\n" in told, card.slug
    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, tmp_path / "page"], check=True)
    image = next(tmp_path.glob("page*.png"))
    code = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True, check=True).stdout.strip()
    assert code == f"{live_server.url}{card.url}"


def test_a_card_is_found_by_touch_alone_fits_in_large_print_and_is_handed_on(cards, page_for, axe):
    page = page_for(width=320, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/cards/")
    page.context.add_cookies([{"name": "gs_mode", "value": "elder", "url": page.url}])
    page.reload()
    axe(page)
    page.get_by_role("navigation", name="按出了什么事找").get_by_role("link", name="燃气").click()
    page.get_by_role("link", name="燃气泄漏").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe(page)
    # Where nothing can be handed on, the address is copied.
    page.evaluate("navigator.share = undefined")
    page.get_by_role("button", name="发给同事").click()
    page.get_by_text("网址已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/cards/gas-leak/")
