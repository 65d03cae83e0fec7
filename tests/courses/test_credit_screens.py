"""学时 in /cms/: who enters, what is corrected, and how the next version of the rule comes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry
from courses.models import CreditAward, CreditRule
from people.enums import Role
from people.models import Message
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish, lessons_of
from tests.people.factories import PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
QUARTER = Decimal("0.25")


@pytest.fixture
def line():
    """A line of somebody in a grid."""
    person = PersonFactory(grid_worker=True, password=None, display_name="周晓岚")
    finish(person, lessons_of(EnrolmentFactory(person=person, course=CourseFactory()).course)[0])
    return CreditAward.objects.get()


@pytest.fixture
def admin(client):
    person = PersonFactory(admin=True, password=None)
    client.force_login(person)
    return person


def rule_values(**changed):
    tomorrow = clock.today() + timedelta(days=1)
    values = {
        "effective_from": tomorrow.isoformat(), "short_minutes": 20, "short_hours": "0.5", "medium_minutes": 45,
        "medium_hours": "1", "long_hours": "2", "exam_hours": "0.5", "yearly_target": "24", "yearly_cap": "48",
        "lesson_cap": "", "exam_cap": "6", "note": "县里 2027 年的办法",
    }  # fmt: skip
    return {**values, **changed}


def errors(response):
    return str(response.context["form"].errors)


def test_the_administrator_sees_lines_and_rules_and_the_screens_delete_nothing(client, admin, line):
    assert "周晓岚" in client.get("/cms/credits/?q=周晓岚").content.decode()
    assert "不超过 15 分钟 0.25" in client.get("/cms/credit-rules/").content.decode()
    for path in ("credits/new/?person=someone", f"credits/edit/{line.pk}/", "credit-rules/new/"):
        assert client.get(f"/cms/{path}").status_code == 200
    for path in (f"credits/delete/{line.pk}/", f"credit-rules/delete/{line.rule.pk}/", f"credits/history/{line.pk}/"):
        assert client.get(f"/cms/{path}").status_code == 404


def test_a_correction_is_another_line_and_the_old_one_stays(client, admin, line):
    assert client.post(f"/cms/credits/edit/{line.pk}/", {"hours": "0", "reason": "记重了"}).status_code == 302
    made = CreditAward.objects.get(source="correction")
    assert (made.hours, made.by, made.corrects, made.reason) == (-QUARTER, admin, line, "记重了")
    line.refresh_from_db()
    assert line.hours == QUARTER
    page = client.get(f"/cms/credits/edit/{line.pk}/").content.decode()
    assert "记重了" in page
    assert 'value="0.00"' in page


def test_a_refusal_stands_at_its_field_and_keeps_what_was_written(client, admin, line):
    for values, words in (
        ({"hours": "0.25", "reason": "没错"}, "没有可更正的"),
        ({"hours": "0.3", "reason": "错"}, "0.25 的倍数"),
        ({"hours": "-1", "reason": "错"}, "大于或等于0"),
        ({"hours": "99", "reason": "错"}, "超过每年的上限"),
        ({"hours": "0", "reason": ""}, "请填写这一项"),
    ):
        answer = client.post(f"/cms/credits/edit/{line.pk}/", values)
        assert words in errors(answer)
        assert f'value="{values["hours"]}"' in answer.content.decode()
    assert CreditAward.objects.count() == 1


def test_who_asked_may_be_answered_without_a_change(client, admin, line):
    client.post(f"/cms/credits/edit/{line.pk}/", {"hours": "0.25", "reason": "小测那天确实没过", "answer": "1"})
    assert CreditAward.objects.count() == 1
    assert Message.objects.get(template="credit_not_corrected").context["reason"] == "小测那天确实没过"
    assert AuditEntry.objects.filter(action="courses.credit_not_corrected").count() == 1


def test_what_has_no_line_is_added(client, admin, line):
    values = {"person": line.person.username, "year": "2025", "hours": "0.5", "reason": "漏记"}
    assert client.post("/cms/credits/new/", values).status_code == 302
    assert CreditAward.objects.get(year=2025).hours == Decimal("0.5")


def test_a_trainer_corrects_the_people_of_the_place_and_no_rule(client, line):
    unit = line.person.placements.get().unit
    client.force_login(RoleGrantFactory(role=Role.TRAINER, unit=unit.get_root()).person)
    assert "周晓岚" in client.get("/cms/credits/").content.decode()
    assert client.post(f"/cms/credits/edit/{line.pk}/", {"hours": "0", "reason": "记重了"}).status_code == 302
    assert CreditAward.objects.filter(source="correction").exists()
    assert client.get("/cms/credit-rules/").status_code == 200
    assert client.get("/cms/credit-rules/new/").status_code == 302


def test_a_trainer_of_another_place_neither_sees_nor_corrects(client, line):
    client.force_login(RoleGrantFactory(role=Role.TRAINER).person)
    assert "周晓岚" not in client.get("/cms/credits/").content.decode()
    assert client.post(f"/cms/credits/edit/{line.pk}/", {"hours": "0", "reason": "记重了"}).status_code == 404


def test_another_editor_does_not_enter(client, line):
    client.force_login(RoleGrantFactory(role=Role.COURSE_EDITOR).person)
    for path in ("credits/", f"credits/edit/{line.pk}/", "credit-rules/"):
        assert client.get(f"/cms/{path}").status_code == 302


def test_the_next_version_of_the_rule_holds_from_its_day_and_the_old_one_stays(client, admin, line, at):
    assert client.post("/cms/credit-rules/new/", rule_values()).status_code == 302
    made = CreditRule.objects.get(version=2)
    assert made.lesson_steps == [[20, "0.5"], [45, "1"], [None, "2"]]
    assert made.source_caps == {"exam": "6"}
    assert AuditEntry.objects.filter(action="courses.credit_rule_saved").count() == 1
    assert CreditRule.objects.for_day(clock.today()).version == 1
    with at(clock.now() + timedelta(days=2)):
        finish(line.person, lessons_of(line.course)[1])
    assert [(award.rule.version, award.hours) for award in CreditAward.objects.order_by("pk")] == [
        (1, QUARTER),
        (2, Decimal("0.5")),
    ]


def test_a_rule_in_use_is_not_changed_and_one_that_has_not_begun_is(client, admin):
    first = CreditRule.objects.get()
    later = (clock.today() + timedelta(days=9)).isoformat()
    assert "已经在用" in errors(client.post(f"/cms/credit-rules/edit/{first.pk}/", rule_values(effective_from=later)))
    client.post("/cms/credit-rules/new/", rule_values())
    second = CreditRule.objects.get(version=2)
    client.post(f"/cms/credit-rules/edit/{second.pk}/", rule_values(effective_from=later, long_hours="1.5"))
    second.refresh_from_db()
    assert (second.effective_from.isoformat(), second.lesson_steps[-1]) == (later, [None, "1.5"])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"effective_from": "2020-01-01"}, "最早从明天起"),
        ({"medium_minutes": "10"}, "一档比一档长"),
        ({"long_hours": "0.5"}, "一档比一档多"),
        ({"exam_hours": "0.3"}, "0.25 的倍数"),
        ({"yearly_cap": "20"}, "不能少于每年要求"),
        ({"short_hours": "viel"}, "数字"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(client, admin, changed, words):
    assert words in errors(client.post("/cms/credit-rules/new/", rule_values(**changed)))
    assert CreditRule.objects.count() == 1
