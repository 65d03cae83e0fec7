"""The desk over HTTP: what handlers see, what they do, and what they cannot reach."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import clock
from core.models import AuditEntry
from people.enums import Post, Role, UnitKind
from policies.enums import EnquiryState
from policies.models import Enquiry, ReadyAnswer
from policies.reports.enquiries import report
from policies.services import enquiries as services
from tests.courses import files
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory
from tests.policies.enquiries import LONG_AGO, about, ask, county, department, handler, make_enquiry

pytestmark = pytest.mark.django_db
DESK = "/manage/enquiries/"


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk():
    """The desk of a handler of the county."""
    return logged_in(handler(county(), display_name="韩立新"))


class TestLooking:
    @pytest.mark.anchor_43
    def test_the_list_and_the_enquiry_hide_personal_data_until_somebody_asks_for_them(self, desk):
        enquiry = ask(contact="0531-86000000").enquiry
        for address in (DESK, f"{DESK}{enquiry.pk}/", f"{DESK}{enquiry.pk}/refer/"):
            html = desk.get(address).text
            assert "6号楼到充电棚" in html and "13800000000" not in html and "86000000" not in html
        html = desk.post(f"{DESK}{enquiry.pk}/original/").text
        assert "13800000000" in html and "0531-86000000" in html
        assert AuditEntry.objects.filter(action="policies.enquiry_original_read", object_id=enquiry.pk).count() == 1

    def test_a_photo_goes_to_handlers_only_and_is_noted(self, desk, client):
        enquiry = ask(photo=SimpleUploadedFile("a.jpg", files.picture())).enquiry
        answer = desk.get(f"{DESK}{enquiry.pk}/photo/")
        assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
        for close in answer._resource_closers:
            close()
        assert AuditEntry.objects.filter(action="policies.enquiry_photo_seen").exists()
        assert client.get(f"{DESK}{enquiry.pk}/photo/").status_code == HTTPStatus.FOUND
        stranger = logged_in(handler(department("青禾县城市管理局")))
        assert stranger.get(f"{DESK}{enquiry.pk}/photo/").status_code == HTTPStatus.NOT_FOUND

    def test_queues_hold_what_their_names_say(self, desk):
        late, waiting = make_enquiry(days_ago=9), ask(text="晚上十点才下班，垃圾桶都锁了").enquiry
        spam = ask(text="看 https://example.invalid 的价钱").enquiry
        done = make_enquiry(state="answered", text="已经答复过的一个问题")
        for queue, found in {
            "": {late, waiting, spam},
            "screening": {spam},
            "waiting": {late, waiting},
            "overdue": {late},
            "closed": {done},
            "all": {late, waiting, spam, done},
            "nonsense": {late, waiting, spam},
        }.items():
            page = desk.get(f"{DESK}?queue={queue}").context["page_obj"]
            assert set(page) == found, queue
        assert set(desk.get(f"{DESK}?number={done.number}&queue=all").context["page_obj"]) == {done}

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_longer_list_asks_no_more_of_the_database(self, desk, django_assert_max_num_queries, number):
        page = about()
        for count in range(number):
            ask(policy=page, text=f"第{count}个问题，充电棚太远了")
        desk.get(DESK)
        with django_assert_max_num_queries(24):
            desk.get(DESK)

    @pytest.mark.parametrize("role", [Role.LEARNER, Role.DATA_VIEWER, Role.TRAINER])
    def test_nobody_else_enters(self, role):
        enquiry = ask().enquiry
        client = logged_in(RoleGrantFactory(person=PersonFactory(password=None), unit=county(), role=role).person)
        for address in (DESK, f"{DESK}{enquiry.pk}/", f"{DESK}list.xlsx", f"{DESK}{enquiry.pk}/accept/"):
            assert client.get(address).status_code == HTTPStatus.FORBIDDEN
        report_there = HTTPStatus.OK if role == Role.DATA_VIEWER else HTTPStatus.FORBIDDEN
        assert client.get(f"{DESK}report/").status_code == report_there

    def test_a_handler_lands_at_the_desk_and_sees_it_in_the_rail(self, desk):
        assert desk.get("/accounts/login/").url == DESK
        assert f'href="{DESK}"' in desk.get(DESK).text


class TestActing:
    def test_from_acceptance_to_an_answer_on_the_page(self, desk, client):
        page = about()
        enquiry = ask(policy=page).enquiry
        address = f"{DESK}{enquiry.pk}/"
        assert desk.post(f"{address}accept/").url == address
        answer = desk.post(f"{address}answer/", {"answer": "能加。西门装 12 个插口。", "audience": "public"})
        assert answer.url == f"{address}publish/"
        html = desk.get(answer.url).text
        assert "［已隐去］" in html and "13800000000" not in html
        said = {"public_text": "能不能在西门加几个插口？", "public_answer": "能加。西门装 12 个插口。"}
        assert "请先看一遍" in desk.post(answer.url, said).text
        assert desk.post(answer.url, {**said, "looked": "on"}).url == address
        assert "能不能在西门加几个插口？" in client.get(page.url).text
        assert desk.post(f"{address}withdraw/", {"reason": "写错了"}).url == address
        assert "能不能在西门加几个插口？" not in client.get(page.url).text

    @pytest.mark.anchor_43
    def test_an_answer_with_personal_data_is_held_back_with_a_preview(self, desk):
        enquiry = make_enquiry(state="accepted", policy=about())
        address = f"{DESK}{enquiry.pk}/answer/"
        words = "能加。6号楼2单元301的老人可以打13800000000，网格员帮着推车。"
        held = desk.post(address, {"answer": words, "audience": "public"})
        assert held.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "请隐去“6号楼2单元301”、“13800000000”" in held.text and "有 2 处个人信息" in held.text
        enquiry.refresh_from_db()
        assert enquiry.state == EnquiryState.ACCEPTED
        assert desk.post(address, {"answer": words, "audience": "private"}).status_code == HTTPStatus.FOUND

    def test_publishing_refuses_what_a_rule_would_hide(self, desk):
        enquiry = make_enquiry(state="answered", policy=about())
        said = {"public_text": "打13800000000", "public_answer": "好", "looked": "on"}
        answer = desk.post(f"{DESK}{enquiry.pk}/publish/", said)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "请隐去“13800000000”" in answer.text

    def test_what_was_forwarded_leaves_the_desk(self):
        page = about()
        other = department("青禾县城市管理局")
        client = logged_in(handler(page.unit))
        enquiry = ask(policy=page).enquiry
        said = {"to": other.pk, "told": "归城管局管，已经转给他们", "note": "请核实"}
        assert client.post(f"{DESK}{enquiry.pk}/forward/", said).url == DESK
        assert client.get(f"{DESK}{enquiry.pk}/").status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{DESK}{enquiry.pk}/accept/").status_code == HTTPStatus.NOT_FOUND

    def test_a_ready_answer_fills_the_field(self, desk):
        enquiry = ask().enquiry
        ready = ReadyAnswer.objects.create(title="请到信访窗口", text="请到县信访接待窗口。", refer_to="petition")
        assert "请到信访窗口" in desk.get(f"{DESK}{enquiry.pk}/refer/").text
        assert "请到县信访接待窗口。" in desk.get(f"{DESK}{enquiry.pk}/refer/?ready={ready.pk}").text
        for odd in ("x", "999999", "１"):
            assert desk.get(f"{DESK}{enquiry.pk}/refer/?ready={odd}").status_code == HTTPStatus.OK

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("forward", {"to": "x", "told": ""}),
            ("extend", {"days": "99", "reason": ""}),
            ("answer", {"answer": "长" * 501}),
            ("refer", {"to": "moon", "answer": "x"}),
            ("refuse", {}),
            ("remind", {"note": ""}),
        ],
    )
    def test_what_cannot_be_done_is_told_at_the_field(self, desk, name, said):
        enquiry = make_enquiry(state="accepted")
        assert desk.post(f"{DESK}{enquiry.pk}/{name}/", said).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        enquiry.refresh_from_db()
        assert enquiry.state == EnquiryState.ACCEPTED

    def test_an_act_that_no_longer_fits_leads_back_and_an_unknown_one_is_missing(self, desk):
        enquiry = make_enquiry(state="answered")
        assert desk.post(f"{DESK}{enquiry.pk}/accept/").url == f"{DESK}{enquiry.pk}/"
        assert "刚刚有人处理过了" in desk.get(f"{DESK}{enquiry.pk}/").text
        assert desk.get(f"{DESK}{enquiry.pk}/nonsense/").status_code == HTTPStatus.NOT_FOUND


class TestRecording:
    def test_a_community_worker_writes_one_down_and_hands_out_the_receipt(self):
        county()
        community = UnitFactory(kind=UnitKind.COMMUNITY, name="青松社区")
        worker = PlacementFactory(person=PersonFactory(password=None), unit=community, post=Post.COMMUNITY_WORKER)
        client = logged_in(worker.person)
        assert "替居民代录一条" in client.get("/ask/").text
        said = {"channel": "counter", "community": community.pk, "about": "unsure", "may_publish": "yes"}
        answer = client.post(f"{DESK}new/", {**said, "text": "我爹78了手机不会弄，医保钱咋交"})
        assert answer.url == "/ask/receipt/" and "查询码" in client.get(answer.url).text
        enquiry = Enquiry.objects.get()
        assert (enquiry.channel, enquiry.community, enquiry.recorded_by) == ("counter", community, worker.person)
        assert client.get(f"{DESK}{enquiry.pk}/").status_code == HTTPStatus.FORBIDDEN

    def test_a_learner_without_such_a_post_does_not(self):
        client = logged_in(PersonFactory(password=None))
        assert client.get(f"{DESK}new/").status_code == HTTPStatus.FORBIDDEN
        assert "替居民代录一条" not in client.get("/ask/").text


class TestFigures:
    def test_the_report_counts_by_unit_and_topic(self):
        who, page = handler(county()), about()
        quick = make_enquiry(state="answered", days_ago=20, policy=page, by=who)
        services.rate(enquiry=quick, score=3, words="")
        make_enquiry(state="accepted", days_ago=20, by=who, text="过了期限还没有答复的")
        make_enquiry(by=who, text="今天刚刚收到的一个问题")
        refused = make_enquiry(days_ago=1, text="没有内容的一条留言啊")
        services.refuse(enquiry=refused, reason="没有内容", by=who)
        made = report(Enquiry.objects.counted_for(who), days=90)
        total = made.total
        assert (total.received, total.judged, total.on_time, total.overdue) == (4, 2, 1, 1)
        assert (total.accepted_in_time, total.accept_judged) == (2, 2)
        assert (total.on_time_share, total.satisfied, total.rated) == (50, 1, 1)
        assert total.median == total.p90 == 0.1
        assert [(line.name, line.received) for line in made.by_unit] == [("青禾县", 3), (page.unit.name, 1)]
        assert {line.name for line in made.by_topic} == {page.topic.name, "没有分主题"}

    def test_days_are_counted_from_receipt_to_the_end(self):
        who = handler(county())
        for days in (1, 3, 10):
            enquiry = make_enquiry(state="accepted", days_ago=20, by=who, text=f"用了{days}天才答复的问题")
            with clock.at(enquiry.created_at + timedelta(days=days)):
                services.answer(enquiry=enquiry, answer="好", by=who)
        total = report(Enquiry.objects.counted_for(who), days=30).total
        assert (total.median, total.p90) == (3.0, 10.0)

    def test_files_say_what_the_screen_says_masked_without_contacts_and_are_noted(self, desk):
        ask(contact="13900000000", text="=HYPERLINK(1) 打我电话13800000000，充电棚太远")
        book = openpyxl.load_workbook(BytesIO(desk.get(f"{DESK}list.xlsx").content))
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert any(cell.startswith("'=HYPERLINK(1) 打我电话［已隐去］") for cell in cells)
        assert not any("13800000000" in cell or "13900000000" in cell for cell in cells)
        assert desk.get(f"{DESK}report.xlsx?days=30").status_code == HTTPStatus.OK
        assert AuditEntry.objects.filter(action="policies.enquiries_exported").count() == 2

    def test_only_ones_own_subtree_is_counted(self):
        page = about()
        ask(policy=page)
        street = UnitFactory(kind=UnitKind.STREET, parent=county(), opened_on=LONG_AGO)
        assert logged_in(handler(street)).get(f"{DESK}report/").context["report"].total.received == 0
        assert logged_in(handler(page.unit)).get(f"{DESK}report/").context["report"].total.received == 1

    @pytest.mark.parametrize(("asked", "days"), [("", 90), ("?days=30", 30), ("?days=365", 365)])
    def test_the_span_that_is_counted_is_the_one_that_is_shown_in_the_readers_language(self, desk, asked, days):
        desk.cookies["django_language"] = "en"
        page = desk.get(f"{DESK}report/{asked}")
        assert page.context["days"] == days
        assert f'<option value="{days}" selected>' in page.text
        assert page.text.count("selected") == 1
        assert "近 30 天" not in page.text and "30 days" in page.text

    def test_a_span_that_is_not_offered_counts_as_the_usual_one(self, desk):
        assert desk.get(f"{DESK}report/?days=abc").context["days"] == 90
