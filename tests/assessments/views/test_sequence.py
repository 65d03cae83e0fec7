"""Where the order is held, one question is there: nothing of another can be read or answered, by whatever way."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Attempt, AttemptItem
from core.errors import DomainError
from tests.assessments.factories import FACTORIES, NOON, RIGHT, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.anchor_10]
JSON = {"Accept": "application/json"}
KINDS = ["single", "multiple", "truefalse", "single", "single"]


@pytest.fixture
def attempt():
    """Five questions in order; the third is reached, the first two are answered."""
    questions = [FACTORIES[kind](stem=f"第{place}问的题干") for place, kind in enumerate(KINDS, start=1)]
    items = [(question, 2, False) for question in questions]
    paper = services.save_paper(code="P", title="试卷", items=items, by=None)
    rules = {"minutes": 60, "grace_seconds": 60, "shuffle_items": False, "sequential": True}
    exam = services.save_exam(code="K", title="考试", paper=paper, by=None, **rules)
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    for position in (1, 2):
        answer(attempt, position, RIGHT[KINDS[position - 1]])
        go_on(attempt, position)
    attempt.refresh_from_db()
    return attempt


def go_on(attempt, position, *, by=None):
    return services.next_question(attempt=attempt.pk, position=position, by=by or attempt.entry.person)


def save_json(browser, attempt, position):
    kind = KINDS[position - 1]
    data = {
        "position": position,
        "value": RIGHT[kind],
        "base_sequence": attempt.sequence,
        "client_id": str(uuid.uuid4()),
    }
    address = f"/assessments/attempts/{attempt.pk}/answers/"
    return browser.post(address, json.dumps(data), content_type="application/json", headers=JSON)


def save_form(browser, attempt, position, **change):
    value = RIGHT[KINDS[position - 1]]
    data = {
        "position": position,
        f"q{position}-answer": str(value).lower() if isinstance(value, bool) else value,
        "base_sequence": attempt.sequence,
        "client_id": str(uuid.uuid4()),
        **change,
    }
    return browser.post(f"/assessments/attempts/{attempt.pk}/answers/", data)


def flag(browser, attempt, position):
    return browser.post(f"/assessments/attempts/{attempt.pk}/flags/", {"position": position}, headers=JSON)


def read(browser, attempt, position):
    return browser.get(f"/assessments/attempts/{attempt.pk}/", {"q": position})


def unchanged_form(browser, attempt, position):
    """An empty form for another question: nothing to save, and yet nothing to read."""
    return save_form(browser, attempt, position, **{f"q{position}-answer": ""})


WAYS = [save_json, save_form, unchanged_form, flag, read]


def stems(attempt):
    return {item.position: item.version.content["stem"] for item in attempt.items.select_related("version")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("position", [1, 2, 4, 5])
def test_a_question_that_is_not_reached_or_was_left_is_refused_by_every_way(client_of, attempt, way, position):
    reply = way(client_of(attempt.entry.person), attempt, position)
    assert reply.status_code == 409
    text = reply.content.decode()
    assert not any(stem in text for place, stem in stems(attempt).items() if place != 3)
    assert (attempt.steps.count(), attempt.items.filter(flagged=True).exists()) == (2, False)
    if "json" in reply["Content-Type"]:
        assert reply.json()["code"] == "not_this_question"
        assert (reply.json()["state"]["reached"], reply.json()["state"]["answers"]) == (3, {})


@pytest.mark.parametrize("way", [save_json, save_form, read])
def test_control_without_the_order_the_same_ways_are_open(client_of, attempt, way):
    Attempt.objects.filter(pk=attempt.pk).update(rules={**attempt.rules, "sequential": False})
    assert way(client_of(attempt.entry.person), attempt, 4).status_code in (200, 302)


@pytest.mark.parametrize("way", [save_json, save_form, read])
def test_the_question_that_is_reached_is_open_by_the_same_ways(client_of, attempt, way):
    assert way(client_of(attempt.entry.person), attempt, 3).status_code in (200, 302)


def test_an_impossible_answer_to_another_question_tells_nothing_about_it(client_of, attempt):
    browser = client_of(attempt.entry.person)
    data = {"position": 4, "value": "Z", "base_sequence": 2, "client_id": str(uuid.uuid4())}
    address = f"/assessments/attempts/{attempt.pk}/answers/"
    reply = browser.post(address, json.dumps(data), content_type="application/json", headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (409, "not_this_question")


def test_no_page_holds_another_question_and_the_state_no_other_answer(client_of, attempt):
    browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/"
    answer(attempt, 3, "true")
    for what in ("", "submit/", "state/"):
        text = browser.get(address + what).content.decode()
        assert not any(stem in text for place, stem in stems(attempt).items() if place != 3), what
    assert browser.get(f"{address}state/").json()["answers"] == {"3": True}
    page = browser.get(address).content.decode()
    assert (page.count("data-question="), "共 5 题" in page, "上一题" in page) == (1, True, False)
    assert "还有 2 题未答" in browser.get(f"{address}submit/").content.decode()


def test_without_scripts_the_button_saves_and_goes_on(client_of, attempt):
    browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/"
    page = browser.get(address).content.decode()
    assert 'name="go" value="next"' in page
    assert save_form(browser, attempt, 3, go="next").url == address
    attempt.refresh_from_db()
    assert (attempt.reached, attempt.sequence) == (4, 3)
    assert stems(attempt)[4] in browser.get(address).content.decode()


def test_a_stale_form_does_not_go_on(client_of, attempt):
    reply = save_form(client_of(attempt.entry.person), attempt, 3, base_sequence=0, go="next")
    attempt.refresh_from_db()
    assert (reply.status_code, attempt.reached) == (409, 3)


def test_the_last_question_leads_to_handing_in(client_of, attempt):
    for position in (3, 4):
        go_on(attempt, position)
    page = client_of(attempt.entry.person).get(f"/assessments/attempts/{attempt.pk}/").content.decode()
    assert 'name="go" value="next"' not in page
    with pytest.raises(DomainError, match="last_question"):
        go_on(attempt, 5)


@pytest.mark.anchor_25
@pytest.mark.parametrize("body", [{"position": 3}, json.dumps({"position": 3})])
def test_going_on_again_changes_nothing(client_of, attempt, body):
    browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/next/"
    kind = {"content_type": "application/json"} if isinstance(body, str) else {}
    told = []
    for _ in range(2):
        reply = browser.post(address, body, headers=JSON, **kind)
        told.append((reply.status_code, {**reply.json(), "now": ""}))
    assert told[0] == told[1]
    assert (told[0][0], told[0][1]["reached"]) == (200, 4)


@pytest.mark.parametrize("position", [1, 4, 5])
def test_nobody_goes_on_from_where_they_are_not(client_of, attempt, position):
    browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/next/"
    reply = browser.post(address, {"position": position}, headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (409, "not_this_question")
    attempt.refresh_from_db()
    assert attempt.reached == 3
    assert browser.post(address, {"position": "x"}, headers=JSON).status_code == 400


def test_after_the_end_and_in_a_pause_nobody_goes_on(attempt, at):
    with at(attempt.final_at + timedelta(seconds=1)), pytest.raises(DomainError, match="attempt_finished"):
        go_on(attempt, 3)
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=NOON)
    with pytest.raises(DomainError, match="attempt_paused"):
        go_on(attempt, 3)


def test_a_foreign_attempt_and_a_missing_one_are_the_same(client_of, attempt):
    browser = client_of(PersonFactory())
    for pk in (attempt.pk, 10**6):
        assert browser.post(f"/assessments/attempts/{pk}/next/", {"position": 3}, headers=JSON).status_code == 404
    with pytest.raises(Attempt.DoesNotExist):
        go_on(attempt, 3, by=PersonFactory())
    with pytest.raises(AttemptItem.DoesNotExist):
        answer(attempt, 99, "A")


def test_an_exam_without_an_order_knows_no_next():
    with pytest.raises(DomainError, match="not_this_question"):
        go_on(make_attempt(), 1)


@pytest.mark.anchor_25
def test_an_answer_whose_receipt_was_lost_gets_it_although_the_question_was_left(attempt):
    key = uuid.uuid4()
    first = answer(attempt, 3, "true", client_id=key)
    go_on(attempt, 3)
    assert answer(attempt, 3, "true", client_id=key) == first
    with pytest.raises(DomainError, match="client_id_reused"):
        answer(attempt, 3, "false", client_id=key)


def test_the_order_is_frozen_at_the_start():
    attempt = make_attempt(sequential=True)
    attempt.entry.exam.sequential = False
    attempt.entry.exam.save()
    with pytest.raises(DomainError, match="not_this_question"):
        answer(attempt, 2, ["A"])


def test_saving_and_going_on_stay_within_four_statements(attempt):
    skipped, person = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"), attempt.entry.person
    answered = {"position": 3, "value": "true", "base_sequence": 2, "client_id": uuid.uuid4(), "by": person}
    for act, details in (
        (services.save_answer, answered),
        (services.next_question, {"position": 3, "by": person}),
    ):
        with CaptureQueriesContext(connection) as captured:
            act(attempt=attempt.pk, **details)
        assert len([query["sql"] for query in captured if not query["sql"].startswith(skipped)]) <= 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(client_of, number):
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=KINDS[:number], sequential=True)))
    browser = client_of(attempt.entry.person)
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"/assessments/attempts/{attempt.pk}/")
    assert len(captured) <= 7
