"""The holder's pages: one's own, those of one's subtree, and nobody else's."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.formats import pdf
from certificates.formats.pdf import PdfBusy, PdfUnavailable
from certificates.services import request_certificate
from certificates.views import holder
from core.models import Job, JobState
from people.enums import Role, UnitKind
from tests.certificates.factories import CertificateFactory, CompletionFactory
from tests.people.factories import PersonFactory, UnitFactory
from tests.support.pages import stable

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return CertificateFactory(holder="陈静")


@pytest.fixture
def drawn(monkeypatch):
    """PDFs without drawing them."""
    monkeypatch.setattr(pdf, "_draw", lambda page, style: b"%PDF-1.7 " + page.encode())


def street_of(certificate):
    return certificate.person.placements.get().unit.get_parent().get_parent()


def pages_of(certificate):
    return [f"/my/certificates/{certificate.pk}/", f"/my/certificates/{certificate.pk}/pdf/"]


class TestWhoMaySee:
    def test_the_holder(self, client, certificate, drawn):
        client.force_login(certificate.person)
        for page in pages_of(certificate):
            assert client.get(page).status_code == 200

    def test_a_manager_of_the_subtree(self, client, certificate, drawn):
        client.force_login(PersonFactory(password=None, role=Role.STREET_ADMIN, unit=street_of(certificate)))
        for page in pages_of(certificate):
            assert client.get(page).status_code == 200

    def test_not_a_viewer_of_figures_since_the_name_is_on_it(self, client, certificate, drawn):
        client.force_login(PersonFactory(password=None, role=Role.DATA_VIEWER, unit=street_of(certificate)))
        for page in pages_of(certificate):
            assert client.get(page).status_code == 404

    def test_not_a_manager_of_another_street_nor_a_colleague(self, client, certificate, drawn):
        elsewhere = PersonFactory(password=None, role=Role.STREET_ADMIN, unit=UnitFactory(kind=UnitKind.STREET))
        colleague = PersonFactory(password=None, post="grid_worker", unit=certificate.person.placements.get().unit)
        for person in (elsewhere, colleague):
            client.force_login(person)
            for page in pages_of(certificate):
                foreign = client.get(page)
                missing = client.get(page.replace(str(certificate.pk), "999999"))
                assert foreign.status_code == missing.status_code == 404
                # but for the links that lead back to the address asked for
                there, nowhere = f"certificates%2F{certificate.pk}%2F", "certificates%2F999999%2F"
                assert stable(foreign).replace(there, nowhere) == stable(missing)

    def test_a_stranger_is_asked_to_log_in(self, client, certificate):
        for page in ["/my/certificates/", *pages_of(certificate)]:
            assert client.get(page).url.startswith("/accounts/login/")

    def test_nobody_may_post(self, client, certificate):
        client.force_login(certificate.person)
        for page in ["/my/certificates/", *pages_of(certificate)]:
            assert client.post(page).status_code == 405


class TestTheList:
    def test_each_certificate_with_its_state(self, client):
        person = CertificateFactory(expiring=True).person
        other = CertificateFactory(completion=CompletionFactory(person=person))
        client.force_login(person)
        page = client.get("/my/certificates/").content.decode()
        assert "20 天后到期" in page
        assert other.snapshot["course"] in page

    def test_one_has_only_ones_own_even_as_a_manager(self, client, certificate):
        client.force_login(PersonFactory(password=None, role=Role.STREET_ADMIN, unit=street_of(certificate)))
        page = client.get("/my/certificates/").content.decode()
        assert certificate.snapshot["course"] not in page
        assert "还没有证书" in page

    def test_one_that_is_being_made_shows_its_progress(self, client):
        completion = CompletionFactory()
        job = request_certificate(completion_id=completion.pk)
        client.force_login(completion.person)
        page = client.get("/my/certificates/").content.decode()
        assert f'hx-get="/jobs/{job.pk}/"' in page
        assert "刷新看进度" in page
        Job.objects.update(state=JobState.DONE)
        assert "hx-get" not in client.get("/my/certificates/").content.decode()

    def test_three_cost_no_more_queries_than_one(self, client, django_assert_max_num_queries):
        person = CertificateFactory().person
        client.force_login(person)
        client.get("/my/certificates/")
        with CaptureQueriesContext(connection) as one:
            client.get("/my/certificates/")
        for _ in range(2):
            CertificateFactory(completion=CompletionFactory(person=person))
        with django_assert_max_num_queries(len(one)):
            client.get("/my/certificates/")


class TestOnScreen:
    def test_it_shows_every_fact_and_a_code(self, client, certificate):
        client.force_login(certificate.person)
        page = client.get(f"/my/certificates/{certificate.pk}/").content.decode()
        for fact in ("陈静", certificate.number, certificate.snapshot["course"], "1.5", certificate.snapshot["issuer"]):
            assert fact in page
        assert '<svg viewBox="0 0' in page
        assert "下载 PDF" in page

    @pytest.mark.parametrize("state", ["revoked", "suspended"])
    def test_one_that_is_out_of_use_says_why(self, client, state):
        certificate = CertificateFactory(**{state: True}, state_reason="成绩复核")
        client.force_login(certificate.person)
        page = client.get(f"/my/certificates/{certificate.pk}/").content.decode()
        assert "成绩复核" in page
        assert ("下载 PDF" in page) == (state == "suspended")

    def test_a_revoked_one_is_not_handed_out_as_paper(self, client, drawn):
        certificate = CertificateFactory(revoked=True)
        client.force_login(certificate.person)
        response = client.get(f"/my/certificates/{certificate.pk}/pdf/")
        assert (response.status_code, response.url) == (302, f"/my/certificates/{certificate.pk}/")

    def test_without_the_libraries_it_says_that_there_is_no_pdf(self, client, certificate, monkeypatch):
        monkeypatch.setattr(holder, "pdf_libraries_missing", lambda: ("pango-1.0",))
        client.force_login(certificate.person)
        page = client.get(f"/my/certificates/{certificate.pk}/").content.decode()
        assert "还不能生成 PDF" in page
        assert "下载 PDF" not in page

    def test_slow_pdfs_are_still_offered(self, client, certificate, monkeypatch):
        monkeypatch.setattr(holder, "pdf_libraries_missing", lambda: ("harfbuzz-subset",))
        client.force_login(certificate.person)
        assert "下载 PDF" in client.get(f"/my/certificates/{certificate.pk}/").content.decode()


class TestPdf:
    def test_it_is_a_download_with_a_chinese_name(self, client, certificate, drawn):
        client.force_login(certificate.person)
        response = client.get(f"/my/certificates/{certificate.pk}/pdf/")
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == (
            f'attachment; filename="{certificate.number}.pdf"; '
            f"filename*=UTF-8''{quote('培训合格证书')}-{certificate.number}.pdf"
        )
        assert "no-store" in response["Cache-Control"]

    def test_its_links_are_those_of_this_instance(self, client, certificate, drawn, settings):
        client.force_login(certificate.person)
        for address in ("http://127.0.0.1:9000", "https://learn.example.invalid"):
            settings.BASE_URL = address
            data = client.get(f"/my/certificates/{certificate.pk}/pdf/").content.decode()
            assert f"{address}/verify/{certificate.token}/" in data

    @pytest.mark.parametrize(
        ("error", "words", "retry"),
        [(PdfUnavailable("no pango"), "还不能生成 PDF", None), (PdfBusy(), "请过半分钟再试", "30")],
    )
    def test_when_there_is_none_a_page_says_so(self, client, certificate, monkeypatch, error, words, retry):
        def fail(*args):
            raise error

        monkeypatch.setattr(holder, "render_pdf", fail)
        client.force_login(certificate.person)
        response = client.get(f"/my/certificates/{certificate.pk}/pdf/")
        assert (response.status_code, response.get("Retry-After")) == (503, retry)
        assert words in response.content.decode()
