"""Leaving and coming back, however it is tried, gives nobody more time than the server's clock."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from assessments import services
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.people.factories import PASSWORD, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
JSON = {"Accept": "application/json"}
LEFT = timedelta(seconds=-5)
BACK = timedelta(seconds=5)


def device(person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def save(browser, attempt, value, base):
    data = {"position": 1, "value": value, "base_sequence": base, "client_id": str(uuid.uuid4())}
    address = f"/assessments/attempts/{attempt.pk}/answers/"
    return browser.post(address, json.dumps(data), content_type="application/json", headers=JSON)


def form(attempt, value, base):
    return {"position": 1, "q1-answer": value, "base_sequence": base, "client_id": str(uuid.uuid4()), "go": ""}


@pytest.fixture
def left(at):
    """An attempt without grace, answered and left five seconds before its deadline, and the browser it was left in."""
    with at(NOON):
        person = PersonFactory()
        attempt = make_attempt(
            entry=EntryFactory(person=person, exam=make_exam(minutes=10, grace_seconds=0, resit_hours=0))
        )
        browser = device(person)
    with at(attempt.deadline + LEFT):
        assert browser.get(f"/assessments/attempts/{attempt.pk}/").status_code == 200
        assert save(browser, attempt, "A", 0).status_code == 200
    return attempt, browser


def the_same(browser, attempt):
    return browser


def another_device(browser, attempt):
    return device(attempt.entry.person)


def logged_in_again(browser, attempt):
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": attempt.entry.person.username, "password": PASSWORD})
    assert browser.session["_auth_user_id"]
    return browser


WAYS = [the_same, another_device, logged_in_again]


@pytest.mark.anchor_09
@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_five_seconds_after_the_deadline_nothing_is_editable_whoever_comes_back_how(left, at, way, swept):
    attempt, browser = left
    address = f"/assessments/attempts/{attempt.pk}/"
    with at(attempt.deadline + BACK):
        if swept:
            services.close_expired()
        browser = way(browser, attempt)
        for page in (address, f"{address}?q=1", f"{address}submit/"):
            assert browser.get(page).url == f"{address}receipt/"
        late = save(browser, attempt, "B", 1)
        assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")
        assert browser.post(f"{address}answers/", form(attempt, "C", 1)).status_code in (302, 409)
        assert browser.post(f"{address}flags/", {"position": 1, "flagged": "on"}, headers=JSON).status_code == 409
        state = browser.get(f"{address}state/", headers=JSON).json()
        assert (state["finished"], state["answers"]) == (True, {"1": "A"})
        browser.post(f"{address}submit/", {"submit_key": str(uuid.uuid4())})
        services.close_expired()
    attempt.refresh_from_db()
    assert (attempt.points, attempt.sequence, attempt.submitted_at) == (2, 1, attempt.final_at)
    assert [step.value for step in attempt.steps.filter(counted=True)] == ["A"]


@pytest.mark.anchor_09
@pytest.mark.parametrize("way", WAYS)
def test_before_the_deadline_the_same_attempt_goes_on_with_the_same_time(left, at, way):
    attempt, browser = left
    with at(attempt.deadline + LEFT / 2):
        browser = way(browser, attempt)
        browser.post(f"/assessments/entries/{attempt.entry_id}/", {"confirmed": "on"})
        assert save(browser, attempt, "B", 1).status_code == 200
    deadline = attempt.deadline
    attempt.refresh_from_db()
    assert (attempt.deadline, attempt.entry.attempts.count()) == (deadline, 1)


@pytest.mark.anchor_09
def test_a_page_is_never_taken_from_a_store_of_the_browser_by_its_back_button(left, at):
    attempt, browser = left
    with at(attempt.deadline + LEFT):
        assert "no-store" in browser.get(f"/assessments/attempts/{attempt.pk}/")["Cache-Control"]


@pytest.mark.anchor_05
def test_fields_altered_in_the_page_move_no_clock(left, at):
    attempt, browser = left
    later = (NOON + timedelta(days=1)).isoformat()
    lies = {"deadline": later, "final_at": later, "started_at": later, "minutes": "600", "now": NOON.isoformat()}
    lies |= {"received_at": NOON.isoformat(), "late": "false", "counted": "true", "finished": "false"}
    address = f"/assessments/attempts/{attempt.pk}/"
    with at(attempt.deadline + BACK):
        data = {"position": 1, "value": "B", "base_sequence": 1, "client_id": str(uuid.uuid4())}
        reply = browser.post(
            f"{address}answers/", json.dumps(data | lies), content_type="application/json", headers=JSON
        )
        assert (reply.status_code, reply.json()["code"]) == (409, "deadline_passed")
        browser.post(f"{address}answers/", form(attempt, "C", 1) | lies)
        browser.post(f"{address}submit/", {"submit_key": str(uuid.uuid4()), **lies})
    deadline = attempt.deadline
    attempt.refresh_from_db()
    assert (attempt.deadline, attempt.started_at, attempt.points) == (deadline, NOON, 2)


@pytest.mark.anchor_05
def test_no_question_is_seen_before_the_clock_runs(at):
    """CVE-2025-62401: a timer that starts by a request of its own can be left out. Here only the start makes a paper."""
    entry = EntryFactory(exam=make_exam(minutes=10))
    stem = entry.exam.paper.items.first().question.stem
    browser = device(entry.person)
    with at(NOON):
        for page in (f"/assessments/entries/{entry.pk}/", "/assessments/"):
            assert stem not in browser.get(page).content.decode()
        assert browser.post(f"/assessments/entries/{entry.pk}/", {}).status_code == 422, "the rules are not confirmed"
        assert not entry.attempts.exists()
        started = browser.post(f"/assessments/entries/{entry.pk}/", {"confirmed": "on"}).url
        shown = browser.get(started).content.decode()
    assert stem in shown
    (attempt,) = entry.attempts.all()
    assert attempt.deadline == NOON + timedelta(minutes=10)
    assert re.search(r"attempts/(\d+)/", started)[1] == str(attempt.pk)
