"""Policies in a real browser: the narrowest phone, no scripts, elder mode, paper."""

import subprocess

import pytest
from django.conf import settings as django_settings

from lms.site.services import ensure_site_pages
from policies.formats.yaml_policy import read
from policies.models import PolicyPage
from policies.services import load_policies

pytestmark = pytest.mark.django_db(transaction=True)
ELDER = {"name": "gs_mode", "value": "elder"}
PAGES = ["/", "/policies/", "/policies/ebike-safety/", "/policies/falling-objects-renovation/", "/search/?q=电瓶车",
         "/search/?q=停车场月卡", "/about/", "/public/policies/ebike-safety/print/"]  # fmt: skip

# Every component of these pages has its own colours in each mode.
COLOURFUL = {"/", "/policies/falling-objects-renovation/", "/search/?q=电瓶车"}


@pytest.fixture
def ten_policies():
    source = (django_settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8")
    load_policies(read(source), by=None, parent=ensure_site_pages().policies)


def test_every_public_page_is_barrier_free_and_never_scrolls_sideways(ten_policies, page_for, axe):
    for scheme, elder, width in (("light", False, 1280), ("dark", False, 390), ("light", True, 320)):
        page = page_for(width=width, color_scheme=scheme)
        if elder:
            page.goto("/")
            page.context.add_cookies([{**ELDER, "url": page.url}])
        for address in PAGES:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
            if (scheme == "light" and not elder) or address in COLOURFUL:
                axe(page)


def test_a_resident_without_scripts_searches_reads_and_prints(ten_policies, page_for):
    page = page_for(width=320, javascript=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("电动自行车")
    page.get_by_role("button", name="搜索").click()
    page.locator(".hits a").first.click()

    assert page.locator("h1").inner_text().replace("\n", "") == "电动自行车：停在哪儿，充在哪儿"
    page.get_by_text("充电点太远、不够用怎么办？").click()
    assert page.get_by_text("写清小区和楼号").is_visible()
    page.get_by_role("link", name="打印一页").click()
    assert page.get_by_role("img", name="这一页政策的二维码").is_visible()


def test_every_policy_prints_on_one_page_whose_code_leads_back(
    ten_policies, page_for, live_server, tmp_path, needs_poppler, needs_zbar
):
    page = page_for(width=800)
    for policy in PolicyPage.objects.all():
        page.goto(f"/public/policies/{policy.slug}/print/")
        page.emulate_media(media="print")
        room = page.evaluate(
            "document.querySelector('.bottom').getBoundingClientRect().top"
            " - [...document.querySelectorAll('.box')].at(-1).getBoundingClientRect().bottom"
        )
        assert room >= 0, f"{policy.slug}: the text runs into the foot by {-room} px"
        pdf = tmp_path / f"{policy.slug}.pdf"
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
        told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        assert "Pages:           1\n" in told, policy.slug

    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, tmp_path / "page"], check=True)
    image = next(tmp_path.glob("page*.png"))
    code = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True, check=True).stdout.strip()
    assert code == f"{live_server.url}/policies/{policy.slug}/"
