from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Entry, ExamOverride
from assessments.reports.times import times_of
from assessments.services.allowances import allowance_of
from core import clock
from core.jobs import run_due_jobs_here
from core.models import AuditEntry
from people.models import Message
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.people.factories import PlacementFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(street):
    return make_exam(minutes=60)


@pytest.fixture
def ask(client, street, exam):
    """`ask("trainer", "person/", {...})`: what that member of staff gets below the times of the exam."""

    def go(who, path="", data=None, of=exam):
        client.force_login(street.staff[who])
        address = f"/manage/exams/{getattr(of, 'pk', of)}/times/{path}"
        return client.get(address) if data is None else client.post(address, data)

    return go


def grant(exam, **given):
    return services.set_override(exam=exam, by=None, reason="停电两次", **{"minutes": 80, **given})


def given(**data):
    return {"minutes": "80", "reason": "停电两次", "opens": "", "closes": "", **data}


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("invigilator", 200), ("trainer", 200), ("manager", 200), ("viewer", 403), ("editor", 403)]
)
@pytest.mark.parametrize("path", ["", "person/", "unit/", "list/"])
def test_whoever_runs_exams_grants_time_and_nobody_else(ask, who, status, path):
    assert ask(who, path).status_code == status


def test_a_grant_of_another_area_is_as_good_as_missing(ask, street, exam):
    foreign = grant(exam, person=street.worker(foreign=True))
    for path in (f"{foreign.pk}/", f"{foreign.pk}/remove/", "987654/", "987654/remove/"):
        assert ask("manager", path).status_code == 404
        assert ask("manager", path, given()).status_code == 404
    assert ask("sibling", f"{foreign.pk}/").status_code == 200
    assert ask("manager", of=987654).status_code == 404


def test_a_grant_from_above_is_seen_and_not_touched(ask, street, exam):
    override = grant(exam, unit=street.unit.get_parent())
    [line] = ask("manager").context["lines"]
    assert (line.override, line.may_change) == (override, False)
    assert ask("manager", f"{override.pk}/").status_code == 404


@pytest.mark.both_databases
def test_of_a_list_across_areas_only_ones_own_people_are_named(ask, street, exam):
    grant(exam, name="夜班", people=[street.worker("周敏"), street.worker("邻街人", foreign=True)])
    page = ask("manager")
    [line] = page.context["lines"]
    assert ([str(person) for person in line.people], line.others, line.may_change) == (["周敏"], 1, False)
    assert "邻街人" not in page.content.decode()


def test_nobody_finds_themselves_or_somebody_elsewhere_to_grant_time_to(ask, street):
    trainer = street.staff["trainer"]
    PlacementFactory(person=trainer, unit=street.grid)
    for person in (trainer, street.worker(foreign=True)):
        page = ask("trainer", "person/", given(person=person.username, confirm="1"))
        assert page.status_code == 422
        assert page.context["form"].errors["person"]
    assert not ExamOverride.objects.exists()


# --- granting --------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_first_it_says_whom_it_reaches_then_it_is_done(ask, street, exam):
    person = street.worker("周敏")
    attempt = make_attempt(entry=EntryFactory(exam=exam, person=person))
    page = ask("trainer", "person/", given(person="周敏"))
    reach = page.context["reach"]
    assert (reach.people, reach.expected, reach.running, reach.changed) == (1, 1, 1, 1)
    assert not ExamOverride.objects.exists()
    assert not AuditEntry.objects.filter(
        action__in=["assessments.override_set", "assessments.deadline_changed"]
    ).exists()
    old = attempt.deadline
    assert ask("trainer", "person/", given(person="周敏", confirm="1")).status_code == 302
    attempt.refresh_from_db()
    assert attempt.deadline == old + timedelta(minutes=20)
    line = AuditEntry.objects.get(action="assessments.override_set")
    assert (line.actor, line.reason) == (street.staff["trainer"], "停电两次")


def test_a_unit_and_a_list_are_reached_with_everybody_in_them(ask, street, exam):
    people = [street.worker("周敏"), street.worker("何静"), street.worker("邻街人", foreign=True)]
    for person in people:
        EntryFactory(exam=exam, person=person)
    assert ask("manager", "unit/", given(unit=street.unit.pk)).context["reach"].expected == 2
    page = ask("manager", "list/", given(name="夜班", people="周敏\n何静，周敏"))
    assert page.context["reach"].people == 2
    ask("manager", "list/", given(name="夜班", people="周敏\n何静", confirm="1"))
    assert set(ExamOverride.objects.get().people.all()) == set(people[:2])


def test_a_change_keeps_whom_it_is_for_and_a_removal_says_why(ask, street, exam):
    person, other = street.worker(), street.worker()
    override = grant(exam, person=person)
    path = f"{override.pk}/"
    assert ask("manager", path).context["form"]["minutes"].value() == 80
    ask("manager", path, given(minutes="90", person=other.username, confirm="1"))
    override.refresh_from_db()
    assert (override.person, override.minutes) == (person, 90)
    assert ask("manager", f"{path}remove/", {"reason": "", "confirm": "1"}).status_code == 422
    assert ask("manager", f"{path}remove/", {"reason": "不再需要"}).context["reach"].people == 1
    assert ExamOverride.objects.exists()
    assert ask("manager", f"{path}remove/", {"reason": "不再需要", "confirm": "1"}).status_code == 302
    assert not ExamOverride.objects.exists()
    assert AuditEntry.objects.get(action="assessments.override_removed").reason == "不再需要"


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"minutes": "9999"}, "minutes", "最多 480 分钟"),
        ({"minutes": "x"}, "minutes", "整数"),
        ({"minutes": "0"}, "minutes", "至少 1"),
        ({"minutes": "9" * 40}, "minutes", "最多 480 分钟"),
        ({"minutes": ""}, "__all__", "至少填一项"),
        ({"reason": ""}, "reason", "理由"),
        ({"reason": "停"}, "reason", "4 个字"),
        ({"opens": "明天"}, "opens", "2026-06-30"),
        ({"opens": "2026-06-30T10:00", "closes": "2026-06-30T09:00"}, "closes", "之后"),
        ({"opens": "0001-01-01T00:00"}, "opens", "年份"),
        ({"closes": "9999-12-31T23:59"}, "closes", "年份"),
        ({"person": "没有这人"}, "person", "没有找到"),
        ({"person": ""}, "person", "哪一位"),
    ],
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(ask, street, data, field, words, confirm):
    street.worker("周敏")
    page = ask("manager", "person/", given(**{"person": "周敏", **data, **confirm}))
    assert page.status_code == 422
    assert words in str(page.context["form"].errors[field])
    assert ("停电两次" in page.content.decode()) == ("reason" not in data)
    assert not ExamOverride.objects.exists()


def test_the_end_may_be_put_off_only_so_far(ask, street):
    exam = make_exam(code="KS-2", closes=clock.now() + timedelta(days=1))
    street.worker("周敏")
    page = ask("manager", "person/", given(person="周敏", minutes="", closes="2099-01-01T10:00"), of=exam)
    assert "60 天" in str(page.context["form"].errors["closes"])
    page = ask("manager", "person/", given(person="周敏", minutes="", opens="2099-01-01T10:00"), of=exam)
    assert "之后" in str(page.context["form"].errors["closes"])


def test_a_name_borne_by_two_is_asked_about(ask, street):
    twins = [street.worker("周敏"), street.worker("周敏")]
    page = ask("manager", "person/", given(person="周敏"))
    told = str(page.context["form"].errors["person"])
    assert all(person.username in told for person in twins)
    assert ask("manager", "person/", given(person=twins[0].username)).status_code == 200
    told = str(ask("manager", "list/", given(name="夜班", people="周敏\n何静")).context["form"].errors["people"])
    assert "有 2 位" in told
    assert "何静" in told


# --- what holds for one person ---------------------------------------------------------------------------------------


def test_what_holds_for_one_person_is_said_with_every_reason(ask, street, exam):
    person = street.worker("周敏")
    EntryFactory(exam=exam, person=person)
    grant(exam, unit=street.unit, minutes=70)
    grant(exam, name="夜班", people=[person], minutes=75)
    grant(exam, person=person, minutes=90)
    services.set_accommodation(person=person, extra_percent=10, reason="手部受伤", by=None)
    found = ask("invigilator", "?person=周敏").context["found"]
    assert found.allowance.minutes == 99
    assert [str(source.words) for source in found.sources] == [
        "考试本身",
        "名单：夜班",
        f"单位：{street.unit}",
        "本人",
        "合理便利",
    ]


@pytest.mark.both_databases
def test_it_is_what_really_holds(street, at):
    now = clock.now()
    exam = make_exam(code="KS-2", minutes=60, opens=now, closes=now + timedelta(hours=3))
    person = street.worker()
    entry = EntryFactory(exam=exam, person=person, closes=now + timedelta(hours=2))
    grant(exam, unit=street.unit, minutes=70)
    grant(exam, name="夜班", people=[person], minutes=None, closes=now + timedelta(hours=4))
    services.set_accommodation(person=person, extra_minutes=15, reason="手部受伤", by=None)
    assert times_of(exam, person).allowance == allowance_of(Entry.objects.with_allowances().get(pk=entry.pk))


def test_a_person_of_another_area_is_not_found(ask, street):
    street.worker("邻街人", foreign=True)
    for name in ("邻街人", "没有这人"):
        page = ask("invigilator", f"?person={name}")
        assert page.status_code == 422
        assert page.context["found"] is None


# --- as many queries for three as for one ----------------------------------------------------------------------------


def test_three_grants_of_each_kind_cost_as_many_queries_as_one(ask, street, exam):
    def each_kind():
        person = street.worker()
        grant(exam, person=person)
        grant(exam, unit=UnitFactory(parent=street.grid.get_parent()))
        grant(exam, name=f"名单{person.pk}", people=[person, street.worker()])

    counts = []
    for new in (1, 2):
        for _ in range(new):
            each_kind()
        ask("manager")
        with CaptureQueriesContext(connection) as captured:
            ask("manager")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_three_exams_cost_as_many_queries_as_one(client, street, exam):
    client.force_login(street.staff["manager"])
    counts = []
    for number in (1, 3):
        for place in range(number):
            made = exam if number == 1 else make_exam(code=f"KS-{number}{place}")
            grant(made, person=street.worker())
        client.get("/manage/exams/times/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/manage/exams/times/")
        assert [one.grants for one in page.context["page_obj"]].count(1) >= number
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_whoever_waits_is_told_what_holds_now(ask, street, exam):
    entry = EntryFactory(exam=exam, person=street.worker("周敏"))
    ask("manager", "person/", given(person="周敏"))
    run_due_jobs_here()
    told = Message.objects.filter(template="exam_times_changed")
    assert not told.exists()
    ask("manager", "person/", given(person="周敏", confirm="1"))
    run_due_jobs_here()
    assert told.get().person == entry.person
