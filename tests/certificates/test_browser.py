"""The pages in a real browser, at the width of a phone and of a desk."""

import pytest

from tests.certificates.factories import CertificateFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate():
    return CertificateFactory(holder="陈静", expiring=True)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_barriers_or_runs_over_the_edge(page_for, axe, certificate, width):
    pages = {"/my/certificates/": certificate.person, f"/my/certificates/{certificate.pk}/": certificate.person}
    public = ["/verify/", "/verify/check/", f"/verify/{certificate.token}/", "/verify/nothing/"]
    for address, user in {**pages, **dict.fromkeys(public)}.items():
        page = page_for(user=user, width=width)
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        page.context.close()


def test_checking_by_hand_works_without_scripts(page_for, certificate):
    page = page_for(javascript=False)
    page.goto("/verify/")
    page.get_by_label("证书编号").fill(certificate.number)
    page.get_by_role("button", name="下一步：填姓名").click()
    page.get_by_label("持证人姓名").fill("陈静")
    page.get_by_role("button", name="查验").click()
    page.wait_for_selector("#result")
    assert page.inner_text("#result") == "有效，20 天后到期"


def test_the_link_to_the_verification_is_copied(page_for, certificate, live_server):
    page = page_for(user=certificate.person, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/my/certificates/{certificate.pk}/")
    page.get_by_role("button", name="复制查验链接").click()
    page.get_by_text("查验链接已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/verify/{certificate.token}/"


def test_the_certificate_is_downloaded(page_for, certificate, needs_poppler):
    page = page_for(user=certificate.person)
    page.goto(f"/my/certificates/{certificate.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == f"培训合格证书-{certificate.number}.pdf"
