import json
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import AnswerStep
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def post(browser, attempt, **change):
    data = {"position": 1, "value": "A", "base_sequence": 0, "client_id": str(uuid.uuid4()), **change}
    return browser.post(
        f"/assessments/attempts/{attempt.pk}/answers/", json.dumps(data), content_type="application/json", headers=JSON
    )


def form_data(attempt, position=1, value="A", **change):
    return {
        "position": position,
        f"q{position}-answer": value,
        "base_sequence": attempt.sequence,
        "client_id": str(uuid.uuid4()),
        **change,
    }


def test_a_saved_answer_is_answered_with_its_receipt(client_of):
    attempt = make_attempt()
    reply = post(client_of(attempt.entry.person), attempt)
    assert reply.status_code == 200
    assert reply.json()["sequence"] == 1
    assert reply.json()["value"] == "A"
    assert len(reply.content) < 3000
    assert "no-store" in reply["Cache-Control"]


def test_saving_over_http_takes_four_statements_beside_session_and_person(client_of):
    attempt = make_attempt()
    browser = client_of(attempt.entry.person)
    with CaptureQueriesContext(connection) as captured:
        post(browser, attempt)
    asked = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len([sql for sql in asked if "assessments_" in sql]) <= 4
    assert len(asked) <= 6


@pytest.mark.anchor_03
def test_a_stale_answer_gets_409_and_what_the_server_has(client_of):
    attempt = make_attempt(answers={1: "B", 2: ["A", "B"]})
    reply = post(client_of(attempt.entry.person), attempt, base_sequence=1)
    assert reply.status_code == 409
    assert reply.json()["code"] == "stale_answer"
    assert reply.json()["state"]["sequence"] == 2
    assert reply.json()["state"]["answers"] == {"1": "B", "2": ["A", "B"]}
    assert AnswerStep.objects.count() == 2


@pytest.mark.anchor_25
def test_one_effect_per_key_and_another_body_gets_422(client_of):
    attempt = make_attempt()
    browser, key = client_of(attempt.entry.person), str(uuid.uuid4())
    first = post(browser, attempt, client_id=key)
    assert post(browser, attempt, client_id=key).json() == first.json()
    other = post(browser, attempt, client_id=key, value="B")
    assert (other.status_code, other.json()["code"]) == (422, "client_id_reused")
    assert AnswerStep.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"value": "Z"}, 422, "answer_invalid"),
        ({"value": {"$gt": ""}}, 422, "answer_invalid"),
        ({"client_id": "x"}, 400, "request_invalid"),
        ({"base_sequence": -1}, 400, "request_invalid"),
        ({"position": "one"}, 400, "request_invalid"),
        ({"position": [1]}, 400, "request_invalid"),
        ({"position": None}, 400, "request_invalid"),
        ({"value": "A" * 30_000}, 400, "request_invalid"),
    ],
)
def test_what_cannot_be_read_gets_a_stable_code_and_changes_nothing(client_of, change, status, code):
    attempt = make_attempt()
    reply = post(client_of(attempt.entry.person), attempt, **change)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["message"]
    assert not AnswerStep.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '"A"', "[" * 5000])
def test_what_is_no_json_object_is_refused(client_of, body):
    attempt = make_attempt()
    address = f"/assessments/attempts/{attempt.pk}/answers/"
    reply = client_of(attempt.entry.person).post(address, body, content_type="application/json", headers=JSON)
    assert reply.status_code == 400


@pytest.mark.anchor_35
def test_a_foreign_attempt_a_missing_one_and_a_missing_item_are_404(client_of):
    attempt = make_attempt()
    other = make_attempt(entry=EntryFactory(exam=make_exam(code="other")))
    browser = client_of(other.entry.person)
    replies = [post(browser, attempt), post(browser, type(attempt)(pk=10**6)), post(browser, other, position=99)]
    assert {reply.status_code for reply in replies} == {404}
    assert not AnswerStep.objects.exists()


def test_after_the_deadline_the_page_learns_what_became_of_the_answer(client_of, at):
    attempt = make_attempt(minutes=10)
    browser = client_of(attempt.entry.person)
    with at(attempt.final_at + timedelta(seconds=1)):
        reply = post(browser, attempt)
    assert (reply.status_code, reply.json()["code"]) == (409, "deadline_passed")
    assert reply.json()["state"]["finished"]
    assert "不计分" in reply.json()["message"]


def test_after_handing_in_an_answer_gets_409(client_of):
    attempt = make_attempt(submitted=True)
    reply = post(client_of(attempt.entry.person), attempt)
    assert (reply.status_code, reply.json()["code"]) == (409, "attempt_finished")


def test_a_lapsed_log_in_is_told_not_redirected(client):
    attempt = make_attempt()
    reply = post(client, attempt)
    assert (reply.status_code, reply.json()["code"]) == (401, "session_expired")
    page = client.post(f"/assessments/attempts/{attempt.pk}/answers/", form_data(attempt))
    assert page.status_code == 401
    assert f"next=/assessments/attempts/{attempt.pk}/" in page.content.decode().replace("%2F", "/")


@pytest.mark.anchor_46
@pytest.mark.parametrize("what", ["answers", "flags", "submit"])
def test_without_a_token_nothing_is_changed(what):
    attempt = make_attempt()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(attempt.entry.person, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(f"/assessments/attempts/{attempt.pk}/{what}/", form_data(attempt)).status_code == 403
    attempt.refresh_from_db()
    assert (attempt.sequence, attempt.submitted_at) == (0, None)


def test_a_get_saves_nothing(client_of):
    attempt = make_attempt()
    browser = client_of(attempt.entry.person)
    for what in ("answers", "flags"):
        assert browser.get(f"/assessments/attempts/{attempt.pk}/{what}/").status_code == 405


# --- without scripts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("go", "where"), [("2", "?q=2"), ("", "?q=1"), ("submit", "submit/"), ("99999999", "?q=1"), ("../", "?q=1")]
)
def test_a_form_saves_and_goes_where_its_button_says(client_of, go, where):
    attempt = make_attempt()
    address = f"/assessments/attempts/{attempt.pk}/"
    response = client_of(attempt.entry.person).post(f"{address}answers/", form_data(attempt, go=go))
    assert response.url == address + where
    assert [step.value for step in attempt.steps.all()] == ["A"]


@pytest.mark.parametrize(("position", "value"), [(1, "A"), (2, ["A", "B"]), (3, "false")])
def test_leafing_through_without_a_change_writes_nothing(client_of, position, value):
    attempt = make_attempt()
    answer(attempt, position, value)
    attempt.refresh_from_db()
    browser = client_of(attempt.entry.person)
    browser.post(f"/assessments/attempts/{attempt.pk}/answers/", form_data(attempt, position, value, go="2"))
    assert attempt.steps.count() == 1


def test_a_stale_form_shows_what_the_server_has(client_of):
    attempt = make_attempt(answers={1: "B"})
    data = form_data(attempt, base_sequence=0)
    page = client_of(attempt.entry.person).post(f"/assessments/attempts/{attempt.pk}/answers/", data)
    assert page.status_code == 409
    assert "在别处改过" in page.content.decode()
    assert re.findall(r'value="(\w)"[^>]* checked', page.content.decode()) == ["B"]
    assert 'name="base_sequence" value="1"' in page.content.decode()


def test_the_flag_button_saves_the_answer_too(client_of):
    attempt = make_attempt()
    client_of(attempt.entry.person).post(f"/assessments/attempts/{attempt.pk}/answers/", form_data(attempt, go="flag"))
    assert attempt.items.get(position=1).flagged
    assert attempt.steps.count() == 1


def test_flags_come_as_json_too(client_of):
    attempt = make_attempt()
    browser = client_of(attempt.entry.person)
    address = f"/assessments/attempts/{attempt.pk}/flags/"
    assert browser.post(address, {"position": 2, "flagged": "on"}, headers=JSON).json() == {
        "position": 2,
        "flagged": True,
    }
    assert browser.post(address, {"position": 2}, headers=JSON).json()["flagged"] is False
    assert browser.post(address, {"position": "x"}, headers=JSON).status_code == 400
    assert browser.post(address, {"position": 99}, headers=JSON).status_code == 404


def test_the_state_is_read_by_its_owner_only(client_of):
    attempt = make_attempt(answers={1: "A"})
    address = f"/assessments/attempts/{attempt.pk}/state/"
    state = client_of(attempt.entry.person).get(address, headers=JSON).json()
    assert (state["answers"], state["sequence"], state["finished"]) == ({"1": "A"}, 1, False)
    assert client_of(PersonFactory()).get(address, headers=JSON).status_code == 404
    assert Client().get(address, headers=JSON).status_code == 401


def test_submitting_twice_by_hand_leads_to_the_same_receipt(client_of):
    attempt = make_attempt(answers="right")
    browser = client_of(attempt.entry.person)
    address = f"/assessments/attempts/{attempt.pk}/"
    for _ in range(2):
        assert browser.post(f"{address}submit/", {"submit_key": str(uuid.uuid4())}).url == f"{address}receipt/"
    assert services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person).score == 100


def test_leaving_the_page_is_counted_and_shown_and_costs_nothing(client_of):
    attempt = make_attempt(answers="right")
    browser = client_of(attempt.entry.person)
    address = f"/assessments/attempts/{attempt.pk}/left/"
    assert [browser.post(address, headers=JSON).json()["times_left"] for _ in range(2)] == [1, 2]
    services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    assert browser.post(address, headers=JSON).status_code == 409
    attempt.refresh_from_db()
    assert (attempt.times_left, attempt.score) == (2, 100)
    assert "离开页面 2 次" in browser.get(f"/assessments/attempts/{attempt.pk}/result/").content.decode()


def test_the_time_away_is_no_more_than_has_passed_since_the_page_was_left(client_of, at):
    with at(NOON):
        attempt = make_attempt()
        browser = client_of(attempt.entry.person)
        address = f"/assessments/attempts/{attempt.pk}/left/"
        browser.post(address, headers=JSON)
    with at(NOON + timedelta(seconds=30)):
        assert browser.post(address, {"seconds": 28}, headers=JSON).json() == {"times_left": 1, "seconds_away": 28}
        assert browser.post(address, {"seconds": 28}, headers=JSON).json()["seconds_away"] == 28, "told once"
        browser.post(address, headers=JSON)
    with at(NOON + timedelta(seconds=50)):
        assert browser.post(address, {"seconds": 5000}, headers=JSON).json() == {"times_left": 2, "seconds_away": 48}
        for nonsense in ("x", "-1", "9" * 30):
            assert browser.post(address, {"seconds": nonsense}, headers=JSON).status_code == 400
        type(attempt).objects.filter(pk=attempt.pk).update(paused_at=NOON)
        assert browser.post(address, headers=JSON).json() == {"times_left": 2, "seconds_away": 48}


def test_nobody_counts_the_leaving_of_somebody_else(client_of):
    attempt = make_attempt()
    reply = client_of(PersonFactory()).post(f"/assessments/attempts/{attempt.pk}/left/", headers=JSON)
    assert reply.status_code == 404
    attempt.refresh_from_db()
    assert attempt.times_left == 0


# An order, moved by buttons that post ----------------------------------------------------------------------------------


@pytest.fixture
def order():
    """An attempt whose first question asks for an order, and the order it begins with."""
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["order", "single"], shuffle_options=False)))
    return attempt, list(attempt.items.select_related("version").get(position=1).version.content["starts"][0])


def press(browser, attempt, letters, *, name="-shown", **change):
    data = {"position": 1, f"q1-answer{name}": letters, "base_sequence": attempt.sequence, "client_id": uuid.uuid4()}
    return browser.post(f"/assessments/attempts/{attempt.pk}/answers/", {**data, **change})


def test_going_on_from_an_order_that_nobody_touched_saves_nothing(client_of, order):
    attempt, letters = order
    reply = press(client_of(attempt.entry.person), attempt, letters, go="2")
    assert reply.url.endswith("?q=2")
    assert not AnswerStep.objects.exists()


def test_a_button_moves_a_step_saves_and_shows_the_question_again(client_of, order):
    attempt, letters = order
    browser = client_of(attempt.entry.person)
    reply = press(browser, attempt, letters, **{"q1-answer-move": f"{letters[1]}-up"})
    assert reply.url.endswith("?q=1")
    moved = [letters[1], letters[0], *letters[2:]]
    assert AnswerStep.objects.get().value == moved
    attempt.refresh_from_db()
    press(browser, attempt, moved, name="", **{"q1-answer-move": f"{letters[1]}-down"})
    assert [step.value for step in AnswerStep.objects.order_by("sequence")] == [moved, letters], (
        "the order is the answer"
    )


def test_the_order_can_be_confirmed_as_it_is(client_of, order):
    attempt, letters = order
    press(client_of(attempt.entry.person), attempt, letters, **{"q1-answer-move": "keep"})
    assert AnswerStep.objects.get().value == letters


@pytest.mark.parametrize("letters", [["A", "A", "B", "C"], ["A"], ["A", "B", "C", "Z"]])
def test_an_order_that_is_none_is_refused_in_words(client_of, order, letters):
    attempt, _letters = order
    reply = press(client_of(attempt.entry.person), attempt, letters, name="")
    assert reply.status_code == 422
    assert "服务器看不懂它" in reply.content.decode()
    assert not AnswerStep.objects.exists()


def test_ticks_in_another_order_are_the_same_answer(client_of):
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["multiple"])), answers={1: ["A", "B"]})
    attempt.refresh_from_db()
    address = f"/assessments/attempts/{attempt.pk}/answers/"
    client_of(attempt.entry.person).post(address, form_data(attempt, value=["B", "A"]))
    assert AnswerStep.objects.count() == 1
