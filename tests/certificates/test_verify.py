"""Anyone may check a certificate; nobody can guess or list them."""

import secrets
import statistics
import time
from datetime import timedelta

import pytest
from django.test import Client

from certificates.models import new_token
from certificates.reports import find_by_number_and_name
from core import clock
from tests.certificates.factories import CertificateFactory, CompletionFactory
from tests.support.pages import stable

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def by_hand(client, number, name):
    return client.post("/verify/check/", {"number": number, "name": name})


class TestTheFirstPage:
    def test_it_is_public_cacheable_and_has_nothing_of_a_session(self, client):
        response = client.get("/verify/")
        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "csrf" not in text(response)
        assert 'method="post"' not in text(response)

    def test_it_carries_the_number_to_the_form(self, client):
        page = text(client.get("/verify/check/?number=370102-2026-EMG101-00037"))
        assert 'value="370102-2026-EMG101-00037"' in page
        assert "csrfmiddlewaretoken" in page

    def test_the_form_needs_its_token(self):
        assert by_hand(Client(enforce_csrf_checks=True), "370102-2026-EMG101-00037", "陈静").status_code == 403


class TestWhatIsTold:
    def test_by_link_and_by_hand_the_same(self, client):
        certificate = CertificateFactory(holder="陈静静")
        for response in (client.get(f"/verify/{certificate.token}/"), by_hand(client, certificate.number, "陈静静")):
            page = text(response)
            assert response.status_code == 200
            for fact in ("证书有效", "陈*", certificate.number, certificate.snapshot["course"], "考核日期"):
                assert fact in page

    def test_not_more_than_the_paper_and_less(self, client):
        certificate = CertificateFactory(holder="欧阳静静", state_reason="内部原因")
        certificate.snapshot |= {"score": "61.5"}
        certificate.save()
        page = text(client.get(f"/verify/{certificate.token}/"))
        assert "欧阳*" in page
        for secret in ("静静", certificate.snapshot["unit"], "61.5", "内部原因", certificate.person.username):
            assert secret not in page

    def test_no_search_engine_may_list_it(self, client):
        certificate = CertificateFactory()
        for response in (
            client.get(f"/verify/{certificate.token}/"),
            client.get(f"/verify/{new_token()}/"),
            by_hand(client, certificate.number, "陈静"),
        ):
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert '<meta name="robots" content="noindex">' in text(response)
            assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ({}, "证书有效"),
            ({"expiring": True}, "20 天后到期"),
            ({"days_left": 0}, "今天到期"),
            ({"expired": True}, "已过期"),
            ({"suspended": True}, "暂停使用"),
            ({"revoked": True}, "已注销"),
        ],
    )
    def test_each_state_in_words_with_colour_and_icon(self, client, state, words):
        page = text(client.get(f"/verify/{CertificateFactory(**state).token}/"))
        assert words in page
        assert 'class="cell cell--l is-' in page

    def test_one_that_was_replaced_leads_to_the_new_one(self, client):
        old = CertificateFactory()
        new = CertificateFactory(completion=CompletionFactory(person=old.person, course=old.completion.course, cycle=2))
        page = text(client.get(f"/verify/{old.token}/"))
        assert "已换发新证" in page
        assert f"/verify/{new.token}/" in page
        assert new.number in page

    def test_validity_ends_after_its_last_day(self, client):
        certificate = CertificateFactory(days_left=0)
        with clock.at(clock.now() + timedelta(days=1)):
            assert "已过期" in text(client.get(f"/verify/{certificate.token}/"))


@pytest.mark.anchor_42
class TestGuessing:
    def test_a_wrong_name_and_a_wrong_number_get_the_same_answer(self, client):
        certificate = CertificateFactory(holder="陈静")
        first = by_hand(client, certificate.number, "李强")
        second = by_hand(client, certificate.number[:-1] + "9", "李强")
        assert first.status_code == second.status_code == 404
        assert "查无此证" in text(first)
        assert stable(first).replace(certificate.number, "") == stable(second).replace(
            certificate.number[:-1] + "9", ""
        )

    def test_neighbours_and_random_links_lead_nowhere(self, client, settings, size):
        certificate = CertificateFactory()
        tokens = [certificate.token[:-1] + letter for letter in "AQgw" if letter != certificate.token[-1]]
        tokens += [secrets.token_urlsafe(16) for _ in range(size(40, 10_000))]
        tokens += [str(certificate.pk), certificate.number, certificate.token.swapcase(), "x", "%00", "' OR 1=1 --"]
        found = []
        for index, token in enumerate(tokens):
            # from many addresses, as a botnet would
            response = client.get(f"/verify/{token}/", REMOTE_ADDR=f"198.51.{index // 250 % 250}.{index % 250}")
            found += [token] if response.status_code == 200 else []
            assert response.status_code in (404, 429)
        assert found == []

    def test_a_number_is_no_link_and_a_link_no_number(self, client):
        certificate = CertificateFactory()
        assert client.get(f"/verify/{certificate.number}/").status_code == 404
        assert by_hand(client, certificate.token, "陈静").status_code == 422

    def test_one_address_has_twenty_tries_a_minute(self, client, at):
        certificate = CertificateFactory()
        statuses = [client.get(f"/verify/{new_token()}/").status_code for _ in range(20)]
        assert statuses == [404] * 20
        refused = client.get(f"/verify/{certificate.token}/")
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert "试得太勤了" in text(refused)
        assert by_hand(client, certificate.number, "陈静").status_code == 429
        assert client.get(f"/verify/{certificate.token}/", REMOTE_ADDR="198.51.100.9").status_code == 200
        with at(clock.now() + timedelta(seconds=61)):
            assert client.get(f"/verify/{certificate.token}/").status_code == 200

    def test_the_name_to_one_number_cannot_be_tried_from_many_addresses(self, client):
        certificate = CertificateFactory(holder="陈静")
        for index in range(20):
            by_name = client.post(
                "/verify/check/",
                {"number": certificate.number, "name": f"陈{index}"},
                REMOTE_ADDR=f"198.51.100.{index}",
            )
            assert by_name.status_code == 404
        last = client.post(
            "/verify/check/", {"number": certificate.number, "name": "陈静"}, REMOTE_ADDR="198.51.100.200"
        )
        assert last.status_code == 429

    def test_a_forged_header_gives_no_new_tries(self, client):
        for index in range(20):
            client.get(f"/verify/{new_token()}/", headers={"X-Forwarded-For": f"198.51.100.{index}"})
        refused = client.get(f"/verify/{new_token()}/", headers={"X-Forwarded-For": "198.51.100.99"})
        assert refused.status_code == 429

    def test_a_hit_takes_no_longer_than_a_miss(self, client, monkeypatch, size):
        """Where the search itself is concerned; the pages differ in length."""
        certificate = CertificateFactory(holder="陈静")
        times = {"hit": [], "name": [], "number": []}
        for _ in range(size(30, 300)):
            for kind, pair in {
                "hit": (certificate.number, "陈静"),
                "name": (certificate.number, "李强"),
                "number": (certificate.number + "9", "李强"),
            }.items():
                began = time.perf_counter()
                find_by_number_and_name(*pair)
                times[kind].append(time.perf_counter() - began)
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        assert max(medians.values()) - min(medians.values()) < 0.005


class TestTheForm:
    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("", "请填证书编号"),
            ("370102-2026-EMG101-0037", "最后一段应当是 5 位，现在是 4 位"),
            ("37", "共四段"),
        ],
    )
    def test_it_says_what_is_wrong_with_the_number(self, client, number, words):
        response = by_hand(client, number, "陈静")
        assert response.status_code == 422
        assert words in text(response)

    def test_it_says_that_the_name_is_missing(self, client):
        assert "请填持证人姓名" in text(by_hand(client, "370102-2026-EMG101-00037", ""))

    def test_what_was_typed_is_still_there(self, client):
        response = by_hand(client, "370102-2026-EMG101-99999", "<b>陈静</b>")
        assert "&lt;b&gt;陈静&lt;/b&gt;" in text(response)
        assert "<b>陈静" not in text(response)
