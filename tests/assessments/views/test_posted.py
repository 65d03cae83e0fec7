"""All questions on one page without scripts: one form saves what changed."""

import uuid

import pytest

from assessments.enums import Layout
from assessments.models import AnswerStep
from core import clock
from tests.assessments.factories import answer, make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return make_attempt(layout=Layout.ALL)


def current(attempt):
    return {step.item.position: step.value for step in attempt.steps.select_related("item").order_by("sequence")}


def post(browser, attempt, values, **change):
    attempt.refresh_from_db()
    data = {
        "position": 1,
        "base_sequence": attempt.sequence,
        "client_id": str(uuid.uuid4()),
        **{f"q{position}-answer": value for position, value in values.items()},
        **change,
    }
    return browser.post(f"/assessments/attempts/{attempt.pk}/answers/", data)


def test_every_question_is_seen_and_what_changed_is_saved_once(client_of, attempt):
    browser = client_of(attempt.entry.person)
    page = browser.get(f"/assessments/attempts/{attempt.pk}/").content.decode()
    assert page.count('<section class="card stack exam__one"') == 3
    values = {1: "A", 2: ["A", "B"], 3: "false"}
    assert post(browser, attempt, values, go="3").url.endswith("?q=3#q3")
    assert current(attempt) == {1: "A", 2: ["A", "B"], 3: False}
    post(browser, attempt, {**values, 1: "B"}, go="submit")
    assert current(attempt)[1] == "B"
    assert AnswerStep.objects.count() == 4


def test_the_same_form_sent_twice_is_one_write(client_of, attempt):
    browser, key = client_of(attempt.entry.person), str(uuid.uuid4())
    for _ in range(2):
        post(browser, attempt, {1: "A", 3: "true"}, client_id=key, base_sequence=0)
    assert current(attempt) == {1: "A", 3: True}
    assert AnswerStep.objects.count() == 2


def test_an_answer_that_cannot_be_read_does_not_cost_the_others(client_of, attempt):
    reply = post(client_of(attempt.entry.person), attempt, {1: "Z", 3: "true"})
    assert reply.status_code == 422
    assert "这个答案没有存上" in reply.content.decode()
    assert current(attempt) == {3: True}


def test_a_form_that_fell_behind_changes_nothing(client_of, attempt):
    answer(attempt, 1, "B")
    reply = post(client_of(attempt.entry.person), attempt, {1: "A", 3: "true"}, base_sequence=0)
    assert reply.status_code == 409
    assert current(attempt) == {1: "B"}


def test_a_form_during_a_pause_is_told_and_shows_no_question(client_of, attempt):
    type(attempt).objects.filter(pk=attempt.pk).update(paused_at=clock.now())
    browser = client_of(attempt.entry.person)
    reply = post(browser, attempt, {1: "A"})
    assert reply.status_code == 409
    assert "考试已暂停，现在不收答案" in reply.content.decode()
    assert "data-question" not in reply.content.decode()
    assert current(attempt) == {}


def test_where_the_order_is_held_there_is_never_more_than_one_question(client_of):
    attempt = make_attempt(layout=Layout.ALL, sequential=True)
    page = client_of(attempt.entry.person).get(f"/assessments/attempts/{attempt.pk}/").content.decode()
    assert page.count("data-question=") == 1
