"""What becomes of an enquiry, through the services (domain.md 7.10)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from people.models import Message
from people.services import close_unit
from policies.enums import EnquiryState, EnquiryStep, ReferTo
from policies.models import Enquiry, Holiday, Topic
from policies.services import enquiries as services
from tests.courses import files
from tests.people.factories import PersonFactory, RoleGrantFactory, UnitFactory
from tests.policies.enquiries import LONG_AGO, WORDS, about, ask, county, department, handler, make_enquiry

pytestmark = pytest.mark.django_db


def local(text):
    return timezone.make_aware(timezone.datetime.fromisoformat(text))


def told(person):
    about_enquiries = person.messages.filter(template__startswith="enquiry").order_by("pk")
    return list(about_enquiries.values_list("template", flat=True))


class TestAsking:
    def test_it_gets_a_number_of_the_day_two_deadlines_and_a_unit(self):
        with clock.at(local("2026-11-23T09:00")):
            first, second = ask(), ask(text="晚上十点才下班，垃圾桶都锁了，扔哪？")
        assert [first.enquiry.number, second.enquiry.number] == ["LY-20261123-0001", "LY-20261123-0002"]
        assert first.enquiry.accept_by == local("2026-11-25T17:30")
        assert first.enquiry.answer_by == local("2026-12-08T17:30")
        assert first.enquiry.unit == county() and first.enquiry.state == EnquiryState.NEW

    def test_the_table_of_holidays_moves_the_first_deadline(self):
        Holiday.objects.create(day="2026-11-24", is_working=False)
        with clock.at(local("2026-11-23T09:00")):
            assert ask().enquiry.accept_by == local("2026-11-26T17:30")

    def test_the_unit_is_the_topics_else_that_of_the_page_else_the_county(self):
        fire, town = department(), department("青禾县城市管理局")
        page = about()
        assert page.unit == fire
        assert ask(policy=page).enquiry.unit == fire
        Topic.objects.update(unit=town)
        page.topic.refresh_from_db()
        assert ask(policy=page, text="换个问题问一下充电棚").enquiry.unit == town
        close_unit(unit=town, on=clock.today(), by=None)
        assert ask(policy=page, text="再换个问题问一下").enquiry.unit == fire
        assert ask(text="没有说是哪一页的问题").enquiry.unit == county()

    def test_where_there_is_no_unit_at_all_nobody_pretends(self):
        with pytest.raises(DomainError, match="no_unit"):
            services.submit(text=WORDS, by=None)

    @pytest.mark.anchor_43
    def test_only_number_and_code_together_find_it_and_the_code_is_kept_nowhere(self):
        one, other = ask(), ask(text="晚上十点才下班，垃圾桶都锁了，扔哪？")
        assert services.find_by_code(one.enquiry.number, one.code) == one.enquiry
        for number, code in [
            (one.enquiry.number, other.code),
            (one.enquiry.number, ""),
            (one.enquiry.number, one.enquiry.code),
            ("LY-20000101-0001", one.code),
        ]:
            assert services.find_by_code(number, code) is None
        assert one.code not in str(Enquiry.objects.values().get(pk=one.enquiry.pk))
        token = services.token_of(one.enquiry)
        assert services.find_by_token(token) == one.enquiry
        assert services.find_by_token(token.replace("0001", "0002")) is None
        assert services.find_by_token("20261123-0001-") is None

    def test_its_handlers_are_told_without_a_word_of_it_else_those_above_else_who_manages(self):
        manager = RoleGrantFactory(person=PersonFactory(password=None), unit=county(), role=Role.AREA_ADMIN).person
        ask()
        assert told(manager) == ["enquiry_new"]
        above, own = handler(county()), handler(department())
        ask(policy=about(), text="充电棚太远了能不能近一点")
        assert (told(own), told(above), told(manager)) == (["enquiry_new"], [], ["enquiry_new"])
        assert "充电棚太远" not in str(list(own.messages.values_list("context", flat=True)))

    @pytest.mark.anchor_43
    def test_rubbish_waits_for_somebody_to_look_and_tells_nobody(self):
        who = handler(county())
        spam = ask(text="无抵押低息贷款 https://example.invalid").enquiry
        assert spam.state == EnquiryState.SCREENING and spam.look_because == "link,words"
        assert told(who) == []
        services.pass_screening(enquiry=spam, by=handler(county()))
        spam.refresh_from_db()
        assert spam.state == EnquiryState.NEW and told(who) == ["enquiry_new"]

    def test_the_same_words_again_are_looked_at_first_but_not_what_a_worker_writes_down(self):
        ask()
        assert ask().enquiry.state == EnquiryState.SCREENING
        assert ask(by=PersonFactory(password=None), channel="counter").enquiry.state == EnquiryState.NEW

    def test_a_photo_is_made_small_and_loses_where_it_was_taken(self):
        taken = ask(photo=SimpleUploadedFile("家.jpg", files.photo_on_its_side())).enquiry
        with taken.photo.open() as stored, Image.open(stored) as made:
            assert made.format == "WEBP" and not made.getexif()
        assert "家" not in taken.photo.name

    @pytest.mark.anchor_38
    @pytest.mark.parametrize(
        "content", [b"<svg onload=alert(1)>", b"<html><script>alert(1)</script>", b"nothing", b"\xff\xd8torn"]
    )
    def test_what_is_no_photo_is_refused_whatever_its_name_says(self, content):
        with pytest.raises(DomainError, match="photo_unreadable"):
            ask(photo=SimpleUploadedFile("a.jpg", content))
        assert not Enquiry.objects.exists()

    def test_the_trail_knows_that_it_came_but_neither_words_nor_address(self):
        ask(contact="13800000000")
        line = AuditEntry.objects.get(action="policies.enquiry_received")
        assert line.address is None and "13800000000" not in str(vars(line)) and "充电棚" not in str(vars(line))


class TestHandling:
    def test_it_is_accepted_answered_and_rated(self):
        who = handler(county())
        enquiry = ask().enquiry
        services.accept(enquiry=enquiry, by=who)
        services.answer(enquiry=enquiry, answer="能加。", by=who)
        services.rate(enquiry=enquiry, score=3, words="谢谢")
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.handler, enquiry.closed_by) == (EnquiryState.ANSWERED, who, who)
        assert list(enquiry.events.values_list("step", flat=True)) == ["received", "accepted", "answered", "rated"]
        with pytest.raises(DomainError, match="rated_already"):
            services.rate(enquiry=enquiry, score=1, words="")

    def test_nothing_is_done_twice_or_out_of_order(self):
        who, enquiry = handler(county()), ask().enquiry
        with pytest.raises(DomainError, match="enquiry_moved_on"):
            services.answer(enquiry=enquiry, answer="早了", by=who)
        services.accept(enquiry=enquiry, by=who)
        with pytest.raises(DomainError, match="enquiry_moved_on"):
            services.accept(enquiry=enquiry, by=who)
        services.answer(enquiry=enquiry, answer="好", by=who)
        for act, said in [
            (services.answer, {"answer": "再答"}),
            (services.refuse, {"reason": "不办"}),
            (services.extend, {"days": 5, "reason": "等"}),
            (services.forward, {"to": department(), "told": "转"}),
        ]:
            with pytest.raises(DomainError, match="enquiry_moved_on"):
                act(enquiry=enquiry, by=who, **said)

    def test_only_who_has_its_unit_in_scope_may_and_it_leaves_the_scope_when_forwarded(self):
        fire, other = department(), department("青禾县城市管理局")
        who, foreign, above = handler(fire), handler(other), handler(county())
        enquiry = ask(policy=about()).enquiry
        with pytest.raises(DomainError, match="not_yours"):
            services.accept(enquiry=enquiry, by=foreign)
        services.accept(enquiry=enquiry, by=who)
        services.forward(enquiry=enquiry, to=other, told="归城管局管，已经转过去", note="请核实", by=who)
        enquiry.refresh_from_db()
        assert enquiry.unit == other and enquiry.handler is None and enquiry.state == EnquiryState.ACCEPTED
        assert told(foreign) == ["enquiry_forwarded"]
        with pytest.raises(DomainError, match="not_yours"):
            services.answer(enquiry=enquiry, answer="还是我答", by=who)
        for person, sees in [(who, 0), (foreign, 1), (above, 1), (PersonFactory(password=None), 0)]:
            assert Enquiry.objects.visible_to(person).count() == sees
        services.answer(enquiry=enquiry, answer="好", by=foreign)

    def test_a_grant_that_ended_gives_nothing(self):
        who, enquiry = handler(county()), ask().enquiry
        who.role_grants.update(revoked_at=clock.now())
        with pytest.raises(DomainError, match="not_yours"):
            services.accept(enquiry=enquiry, by=who)

    def test_it_is_forwarded_to_another_open_unit_only(self):
        who, enquiry = handler(county()), ask().enquiry
        with pytest.raises(DomainError, match="same_unit"):
            services.forward(enquiry=enquiry, to=county(), told="x", by=who)
        gone = UnitFactory(kind=UnitKind.STREET, parent=county(), opened_on=LONG_AGO)
        close_unit(unit=gone, on=clock.today(), by=None)
        with pytest.raises(DomainError, match="unit_closed"):
            services.forward(enquiry=enquiry, to=gone, told="x", by=who)

    def test_it_is_extended_once_with_a_reason_its_author_reads(self):
        who, enquiry = handler(county()), make_enquiry(state="accepted")
        with pytest.raises(DomainError, match="too_many_days"):
            services.extend(enquiry=enquiry, days=16, reason="很久", by=who)
        services.extend(enquiry=enquiry, days=15, reason="要和供电公司核对", by=who)
        before = enquiry.answer_by
        enquiry.refresh_from_db()
        assert enquiry.answer_by - before == timedelta(days=15)
        assert enquiry.events.get(step=EnquiryStep.EXTENDED).told == "要和供电公司核对"
        with pytest.raises(DomainError, match="extended_already"):
            services.extend(enquiry=enquiry, days=1, reason="再等", by=who)

    def test_what_the_desk_must_not_take_is_referred_with_words_for_its_author(self):
        who, enquiry = handler(county()), ask(text="征地补偿三年都没给清，你们能不能帮我盯").enquiry
        services.refer(enquiry=enquiry, to=ReferTo.PETITION, answer="请到县信访接待窗口。", by=who)
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.refer_to) == (EnquiryState.REFERRED, ReferTo.PETITION)
        assert enquiry.closed_at and enquiry.answer

    def test_seeing_the_original_is_noted(self):
        who, enquiry = handler(county()), ask().enquiry
        services.read_original(enquiry=enquiry, by=who)
        assert AuditEntry.objects.get(action="policies.enquiry_original_read").actor == who


class TestPublishing:
    @pytest.mark.anchor_43
    def test_nothing_is_public_before_a_person_has_looked_and_never_with_personal_data(self):
        page, who = about(), handler()
        enquiry = make_enquiry(state="answered", policy=page, by=who)
        assert page.asked == []
        with pytest.raises(DomainError, match="personal_data") as refused:
            services.publish(enquiry=enquiry, public_text=enquiry.text, public_answer="能加", by=who)
        assert refused.value.context["texts"] == ["13800000000", "李"]
        services.publish(enquiry=enquiry, public_text="能不能加几个插口？", public_answer="能加。", by=who)
        assert [row.public_text for row in page.asked] == ["能不能加几个插口？"]

    def test_what_its_author_keeps_private_or_is_about_no_page_is_never_public(self):
        who = handler(county())
        private = make_enquiry(state="answered", policy=about(), may_publish=False, by=who)
        lost = make_enquiry(state="answered", text="没有说是哪一页的问题")
        for enquiry, code in [(private, "not_allowed"), (lost, "no_page")]:
            with pytest.raises(DomainError, match=code):
                services.publish(enquiry=enquiry, public_text="问", public_answer="答", by=who)

    @pytest.mark.anchor_43
    def test_a_withdrawn_answer_leaves_the_page_and_the_search(self):
        from lms.site.reports import find

        page, who = about(), handler()
        enquiry = make_enquiry(state="published", policy=page, by=who)
        assert find("插口").total == 1
        services.withdraw(enquiry=enquiry, reason="写错了", by=who)
        assert page.asked == [] and find("插口").total == 0
        with pytest.raises(DomainError, match="not_published"):
            services.withdraw(enquiry=enquiry, reason="再撤", by=who)

    def test_me_too_counts_a_device_once_and_only_what_is_public(self):
        enquiry = make_enquiry(state="published", policy=about())
        assert services.me_too(enquiry=enquiry, device="a" * 64)
        assert not services.me_too(enquiry=enquiry, device="a" * 64)
        assert services.me_too(enquiry=enquiry, device="b" * 64)
        enquiry.refresh_from_db()
        assert enquiry.me_too == 2
        with pytest.raises(DomainError, match="not_published"):
            services.me_too(enquiry=ask().enquiry, device="a" * 64)


class TestClock:
    def test_amber_reminds_and_red_reports_each_exactly_once(self):
        who = handler(county())
        manager = RoleGrantFactory(person=PersonFactory(password=None), unit=county(), role=Role.AREA_ADMIN).person
        enquiry = make_enquiry(state="accepted", by=who)
        Message.objects.all().delete()
        for left, expected in [
            (timedelta(days=4), ([], [])),
            (timedelta(days=3), (["enquiry_due"], [])),
            (timedelta(days=1), (["enquiry_due"], [])),
            (-timedelta(hours=1), (["enquiry_due", "enquiry_overdue"], ["enquiry_escalated"])),
            (-timedelta(days=9), (["enquiry_due", "enquiry_overdue"], ["enquiry_escalated"])),
        ]:
            with clock.at(enquiry.answer_by - left):
                services.remind_and_escalate()
                services.remind_and_escalate()
            assert (told(who), told(manager)) == expected
        assert list(enquiry.events.exclude(due=None).values_list("step", flat=True)) == ["reminded", "escalated"]

    def test_the_deadline_to_accept_runs_also_while_somebody_should_look_at_it(self):
        who = handler(county())
        spam = ask(text="看 https://example.invalid 里的价钱").enquiry
        with clock.at(spam.accept_by + timedelta(minutes=1)):
            assert services.remind_and_escalate() == 1
        assert told(who) == ["enquiry_overdue"]

    def test_what_is_closed_is_not_spoken_of(self):
        enquiry = make_enquiry(state="answered")
        with clock.at(enquiry.answer_by + timedelta(days=30)):
            assert services.remind_and_escalate() == 0

    def test_an_extension_has_a_deadline_of_its_own(self):
        who, enquiry = handler(county()), make_enquiry(state="accepted")
        with clock.at(enquiry.answer_by - timedelta(days=1)):
            assert services.remind_and_escalate() == 1
            services.extend(enquiry=enquiry, days=15, reason="要和供电公司核对", by=who)
            assert services.remind_and_escalate() == 0
        enquiry.refresh_from_db()
        with clock.at(enquiry.answer_by - timedelta(days=1)):
            assert services.remind_and_escalate() == 1


class TestRetention:
    def test_what_was_closed_two_years_ago_is_deleted_with_its_photo_and_reported(
        self, django_capture_on_commit_callbacks, settings
    ):
        page = about()
        old = make_enquiry(
            state="published", policy=page, days_ago=800, photo=SimpleUploadedFile("a.jpg", files.picture())
        )
        kept = make_enquiry(state="answered", days_ago=700, text="没有说是哪一页的问题")
        waiting = make_enquiry(days_ago=900, text="一直没有人答复的问题")
        with django_capture_on_commit_callbacks(execute=True):
            assert services.forget_old() == 1
        assert set(Enquiry.objects.all()) == {kept, waiting} and page.asked == []
        assert not old.photo.storage.exists(old.photo.name)
        line = AuditEntry.objects.get(action="policies.enquiries_forgotten")
        assert line.object_label == old.unit.name and line.after["number"] == 1
        assert services.forget_old() == 0
        settings.ENQUIRY_KEEP_DAYS = 30
        assert services.forget_old() == 1
