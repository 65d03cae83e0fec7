"""Asking and looking up, over HTTP, as a resident without any account."""

import re
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.device import COOKIE
from policies.enums import EnquiryState
from policies.models import Enquiry
from policies.services import enquiries as services
from policies.views.enquiries import limits
from tests.courses import files
from tests.policies.enquiries import WORDS, about, ask, county, handler, make_enquiry

pytestmark = pytest.mark.django_db


def typed(**said):
    return {"about": "unsure", "text": WORDS, "may_publish": "yes", "contact": "", **said}


def submit(client, address="/ask/", **said):
    return client.post(address, typed(**said))


def receipt(client, **said):
    """Number and code as the receipt shows them."""
    assert submit(client, **said).status_code == HTTPStatus.FOUND
    html = client.get("/ask/receipt/").text
    code = re.search(r"data-code>([\d ]+)<", html)[1].replace(" ", "")
    return re.search(r"LY-\d{8}-\d{4}", html)[0], code


class TestAsking:
    def test_a_resident_asks_about_a_part_of_a_page_and_gets_a_receipt(self, client):
        page = about()
        html = client.get(page.url).text
        assert f"/ask/?policy={page.slug}" in html and "<form" not in html.split('id="main"')[1].split("<footer")[0]
        address = f"/ask/?policy={page.slug}&part=qa"
        assert f"{page.title} · 常见问题" in client.get(address).text
        answer = submit(client, address, about="page", contact="13800000000")
        assert answer.url == "/ask/receipt/" and COOKIE in client.cookies
        enquiry = Enquiry.objects.get()
        assert (enquiry.policy, enquiry.anchor, enquiry.unit) == (page, "qa", page.unit)
        html = client.get("/ask/receipt/").text
        assert enquiry.number in html and "<svg" in html

    def test_the_receipt_belongs_to_the_device_that_asked(self, client):
        county()
        submit(client)
        assert client.get("/ask/receipt/").status_code == HTTPStatus.OK
        assert Client().get("/ask/receipt/").status_code == HTTPStatus.NOT_FOUND
        forged = Client()
        forged.cookies["gs_receipt"] = "x:y:z"
        assert forged.get("/ask/receipt/").status_code == HTTPStatus.NOT_FOUND

    def test_too_few_words_are_told_at_the_field_and_nothing_is_lost(self, client):
        county()
        answer = submit(client, text="充电棚太远", contact="12345678")
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "现在是 5 个字" in answer.text and "12345678" in answer.text
        assert not Enquiry.objects.exists()

    @pytest.mark.parametrize(
        "query",
        ["?policy=nothing", "?duty=nothing", "?policy=%00", "?policy=a&part=../x", "?at=%00&from=poster", "?at=１２"],
    )
    def test_an_odd_address_is_asked_about_nothing(self, client, query):
        county()
        assert client.get(f"/ask/{query}").status_code == HTTPStatus.OK
        assert submit(client, f"/ask/{query}").status_code == HTTPStatus.FOUND

    @pytest.mark.anchor_38
    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script> 充电棚太远了", '"><img src=x onerror=alert(1)> 太远了吧']
    )
    def test_script_in_every_field_is_shown_as_text(self, client, text):
        who = handler(about().unit)
        page_address = "/ask/?policy=policy-t1"
        submit(client, page_address, about="page", text=text, contact=text[:40])
        token = services.token_of(Enquiry.objects.get())
        desk = Client()
        desk.force_login(who)
        pk = Enquiry.objects.get().pk
        shown = [
            client.get("/ask/receipt/"),
            client.get(f"/ask/status/{token}/"),
            desk.get("/manage/enquiries/"),
            desk.get(f"/manage/enquiries/{pk}/"),
            desk.post(f"/manage/enquiries/{pk}/original/"),
            desk.get(f"/manage/enquiries/{pk}/refer/"),
        ]
        for answer in shown:
            assert answer.status_code == HTTPStatus.OK
            assert "<script>alert" not in answer.text and "<img src=x" not in answer.text

    @pytest.mark.anchor_43
    @pytest.mark.parametrize("field", ["text", "contact", "about", "may_publish"])
    def test_a_megabyte_in_a_field_is_refused(self, client, field):
        county()
        answer = submit(client, **{field: "一" * 340_000})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not Enquiry.objects.exists()

    @pytest.mark.anchor_44
    def test_ten_megabytes_of_form_are_refused_before_they_are_read(self, client):
        county()
        assert submit(client, text="a" * 10_000_000).status_code == HTTPStatus.BAD_REQUEST

    def test_a_photo_that_is_too_big_or_none_is_told_at_the_field(self, client):
        county()
        big = SimpleUploadedFile("a.jpg", b"\xff" * (5 * 1024 * 1024 + 1))
        assert "不能超过 5 MB" in submit(client, photo=big).text
        assert "打不开" in submit(client, photo=SimpleUploadedFile("a.jpg", b"nothing")).text
        assert submit(client, photo=SimpleUploadedFile("a.jpg", files.picture())).status_code == HTTPStatus.FOUND

    def test_words_of_danger_bring_the_red_notice(self, client):
        county()
        submit(client, text="楼上住的人刚才说要拿刀砍我，我很害怕")
        assert "请马上打电话" in client.get("/ask/receipt/").text
        assert Enquiry.objects.get().is_urgent

    def test_without_any_unit_the_resident_is_sent_to_the_hotline(self, client):
        answer = submit(client)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "12345" in answer.text

    def test_neither_page_is_kept_by_a_cache_nor_by_a_search_engine(self, client):
        county()
        number, code = receipt(client)
        thread = client.post("/ask/status/", {"number": number, "code": code}).url
        for address in ("/ask/", "/ask/receipt/", "/ask/status/", thread):
            answer = client.get(address)
            assert "no-store" in answer["Cache-Control"], address
            assert "noindex" in answer.get("X-Robots-Tag", "") + answer.text, address
        assert "sessionid" not in client.cookies


class TestLimits:
    @pytest.mark.anchor_43
    def test_a_thousand_posts_in_a_minute_are_stopped_and_what_was_typed_stays(self, monkeypatch):
        county()
        monkeypatch.setattr(limits, "PER_ADDRESS", 3)
        monkeypatch.setattr(limits, "POSTS_PER_ADDRESS", 8)
        answers = [submit(Client(), text=f"第{number}个问题，充电棚太远了") for number in range(10)]
        assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 7
        for answer in (answers[3], answers[-1]):
            assert int(answer["Retry-After"]) > 0 and "充电棚太远了" in answer.text and "还没有收下" in answer.text
        assert Enquiry.objects.count() == 3

    def test_one_device_may_ask_five_times_an_hour_and_its_neighbour_still_may(self, client):
        county()
        client.get("/ask/")
        for number in range(5):
            assert submit(client, text=f"第{number}个问题，充电棚太远了").status_code == HTTPStatus.FOUND
        assert submit(client, text="第六个问题，充电棚太远了").status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert submit(Client(), text="另一部手机问，充电棚太远了").status_code == HTTPStatus.FOUND
        states = list(Enquiry.objects.order_by("pk").values_list("state", flat=True))
        assert states == ["new"] * 3 + ["screening"] * 2 + ["new"]

    def test_when_many_come_everything_is_looked_at_first(self, monkeypatch):
        county()
        monkeypatch.setattr(limits, "CROWD", 1)
        for number in range(2):
            submit(Client(), text=f"第{number}个问题，充电棚太远了")
        assert Enquiry.objects.latest("pk").state == EnquiryState.SCREENING


class TestLookingUp:
    @pytest.mark.anchor_43
    def test_wrong_code_missing_number_and_foreign_token_answer_alike(self, client):
        county()
        number, code = receipt(client)
        other = ask(text="别人的问题，别人才能看")
        wrong = [
            {"number": number, "code": "00000000" if code != "00000000" else "11111111"},
            {"number": number, "code": other.code},
            {"number": "LY-20200101-0001", "code": code},
        ]
        stranger = Client()
        answers = [stranger.post("/ask/status/", said) for said in wrong]
        answers += [stranger.get(f"/ask/status/{number[3:]}-{'0' * 32}/"), stranger.get("/ask/status/nothing/")]
        pages = {re.sub(r' value="[^"]*"|next=[^"&]*', "", answer.text) for answer in answers}
        assert {answer.status_code for answer in answers} == {404} and len(pages) == 1
        assert "6号楼" not in pages.pop()

    def test_number_and_code_lead_to_the_enquiry_however_they_are_typed(self, client):
        county()
        number, code = receipt(client)
        for said in [(number, code), (number[3:], f"{code[:4]} {code[4:]}"), (f" {number.lower()} ", code)]:
            answer = Client().post("/ask/status/", dict(zip(("number", "code"), said, strict=True)), follow=True)
            assert answer.status_code == HTTPStatus.OK and "6号楼到充电棚" in answer.text

    @pytest.mark.anchor_43
    def test_tries_are_counted_by_receipt_and_by_address(self, client, monkeypatch):
        county()
        number, code = receipt(client)
        for _try in range(limits.LOOKS_PER_NUMBER):
            assert Client().post("/ask/status/", {"number": number, "code": "00000000"}).status_code == 404
        locked = Client(REMOTE_ADDR="10.9.9.9").post("/ask/status/", {"number": number, "code": code})
        assert locked.status_code == 429 and locked["Retry-After"]
        monkeypatch.setattr(limits, "LOOKS_PER_ADDRESS", 1)
        assert Client().get("/ask/status/nothing/").status_code == 429

    def test_the_author_sees_steps_units_and_words_meant_for_them_and_no_name(self, client):
        who = handler(county(), display_name="何某某")
        number, code = receipt(client)
        enquiry = Enquiry.objects.get()
        fire = about().unit
        services.accept(enquiry=enquiry, by=who)
        services.forward(enquiry=enquiry, to=fire, told="归消防管", note="内部的话", by=who)
        html = client.post("/ask/status/", {"number": number, "code": code}, follow=True).text
        assert "转给青禾县消防救援大队" in html and "归消防管" in html
        assert "何某某" not in html and "内部的话" not in html

    def test_an_answer_is_read_and_rated_once(self, client):
        enquiry = make_enquiry(state="answered")
        address = f"/ask/status/{services.token_of(enquiry)}/"
        assert "能加。7月15日前" in client.get(address).text
        assert client.post(f"{address}rate/", {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert client.post(f"{address}rate/", {"score": "3", "words": "谢谢"}).status_code == HTTPStatus.FOUND
        assert "您评价：满意" in client.get(address).text
        assert client.post(f"{address}rate/", {"score": "1"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        enquiry.refresh_from_db()
        assert enquiry.satisfaction == 3


class TestPublic:
    def test_a_published_answer_stands_on_its_page_which_stays_cacheable(self, client):
        page = about()
        enquiry = make_enquiry(state="published", policy=page)
        answer = client.get(page.url)
        assert "充电棚太远，能不能在西门加几个插口？" in answer.text and "13800000000" not in answer.text
        assert "public" in answer["Cache-Control"] and not answer.cookies
        assert f"/ask/me-too/{enquiry.pk}/" in answer.text

    def test_me_too_is_one_tap_more_without_scripts_and_counts_a_device_once(self, client):
        enquiry = make_enquiry(state="published", policy=about())
        address = f"/ask/me-too/{enquiry.pk}/"
        assert "<form" in client.get(address).text
        for _tap in range(2):
            assert "1 人也想问" in client.post(address).text
        assert "2 人也想问" in Client().post(address).text

    def test_what_is_not_public_cannot_be_joined(self, client):
        hidden = make_enquiry(state="answered")
        for pk in (hidden.pk, 999_999, 10**30):
            assert client.get(f"/ask/me-too/{pk}/").status_code == 404
            assert client.post(f"/ask/me-too/{pk}/").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_page_with_many_answers_asks_no_more_of_the_database(self, client, django_assert_max_num_queries, number):
        page = about()
        who = handler(page.unit)
        for count in range(number):
            make_enquiry(state="published", policy=page, by=who, text=f"第{count}个问题，充电棚太远了")
        client.get(page.url)
        with django_assert_max_num_queries(14):
            client.get(page.url)
