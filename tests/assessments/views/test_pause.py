import json
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import reports, services
from assessments.enums import DeskStatus
from core import clock
from tests.assessments.sessions import make_session, sitting
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def attempt():
    return sitting(make_session(clock.now(), people=1, ends=clock.now() + timedelta(hours=3)))[0]


def pause(attempt, message="楼里停电，请坐在原位等两分钟。"):
    services.pause_session(session=attempt.session, message=message, by=None)


def resume(attempt):
    services.resume_session(session=attempt.session, by=None)


def address(attempt, name=""):
    return f"/assessments/attempts/{attempt.pk}/{name and name + '/'}"


def state(browser, attempt, query=""):
    return browser.get(address(attempt, "state") + query, headers=JSON).json()


def save(browser, attempt, **change):
    data = {"position": 1, "value": "A", "base_sequence": 0, "client_id": str(uuid.uuid4()), **change}
    return browser.post(address(attempt, "answers"), json.dumps(data), content_type="application/json", headers=JSON)


def test_a_page_that_asks_learns_of_pause_and_calling_in(client_of, attempt):
    browser = client_of(attempt.entry.person)
    told = state(browser, attempt)
    assert (told["paused"], told["called_in"]) == ("", "")
    pause(attempt)
    assert state(browser, attempt)["paused"] == "楼里停电，请坐在原位等两分钟。"
    pause(attempt, "")
    assert state(browser, attempt)["paused"] == "考试暂停，请坐在原位稍等。"
    resume(attempt)
    called = services.call_in_session(session=attempt.session, by=None)
    told = state(browser, attempt)
    assert (told["paused"], told["called_in"]) == ("", called.called_in_at.isoformat())
    assert told["deadline"] == called.called_in_at.isoformat()


def test_the_deadline_that_is_told_moves_away_during_a_pause(client_of, at, attempt):
    browser, begun = client_of(attempt.entry.person), attempt.started_at
    with at(begun + timedelta(minutes=1)):
        pause(attempt)
    with at(begun + timedelta(minutes=11)):
        told = state(browser, attempt)
    assert told["deadline"] == (attempt.deadline + timedelta(minutes=10)).isoformat()
    assert not told["finished"]


@pytest.mark.anchor_11
def test_more_time_is_told_with_the_next_question_to_the_server(client_of, attempt):
    browser = client_of(attempt.entry.person)
    before = attempt.deadline
    services.extend_attempt(attempt=attempt, minutes=5, reason="断网", by=None)
    assert state(browser, attempt, "?sequence=0")["deadline"] == (before + timedelta(minutes=5)).isoformat()


@pytest.mark.parametrize("paused", [False, True])
def test_an_idle_page_costs_one_query_in_a_pause_too(client_of, attempt, paused):
    browser = client_of(attempt.entry.person)
    if paused:
        pause(attempt)
    state(browser, attempt)
    with CaptureQueriesContext(connection) as captured:
        state(browser, attempt, "?sequence=0")
    assert len([query for query in captured if "assessments_" in query["sql"]]) == 1


def test_an_answer_is_sent_again_after_the_pause_and_counts(client_of, attempt):
    browser, key = client_of(attempt.entry.person), str(uuid.uuid4())
    pause(attempt)
    refused = save(browser, attempt, client_id=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "attempt_paused")
    assert refused.json()["state"]["paused"]
    assert not attempt.steps.exists()
    resume(attempt)
    assert save(browser, attempt, client_id=key).json()["counted"]


def test_without_scripts_the_answer_is_refused_with_words(client_of, attempt):
    browser = client_of(attempt.entry.person)
    pause(attempt)
    data = {"position": 1, "q1-answer": "A", "base_sequence": 0, "client_id": str(uuid.uuid4())}
    reply = browser.post(address(attempt, "answers"), data)
    assert reply.status_code == 409
    assert "考试已暂停" in reply.text
    assert not attempt.steps.exists()


def test_the_questions_are_put_away_and_come_back(client_of, attempt):
    browser = client_of(attempt.entry.person)
    stem = attempt.items.get(position=1).version.content["stem"]
    pause(attempt)
    page = browser.get(address(attempt))
    assert page.status_code == 200
    assert "楼里停电" in page.text
    assert stem not in page.text
    assert "X-Sitting" not in page
    resume(attempt)
    assert stem in browser.get(address(attempt)).text


def test_handing_in_during_a_pause_leads_back_and_says_why(client_of, attempt):
    browser = client_of(attempt.entry.person)
    pause(attempt)
    reply = browser.post(address(attempt, "submit"), {"submit_key": str(uuid.uuid4())}, follow=True)
    assert reply.redirect_chain == [(address(attempt), 302)]
    assert "考试已暂停" in reply.text
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


# --- on which device -------------------------------------------------------------------------------------------------


def status(attempt):
    return reports.desk_of(attempt.session).rows[0].status


def test_a_second_device_is_seen_at_the_desk_and_logging_in_again_is_none(client_of, attempt):
    phone = client_of(attempt.entry.person)
    page = phone.get(address(attempt))
    cookie = page.cookies["gs_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/assessments/")
    phone.logout()
    phone.cookies["gs_device"] = cookie.value
    phone.force_login(attempt.entry.person)
    assert "gs_device" not in phone.get(address(attempt)).cookies
    assert status(attempt) == DeskStatus.ANSWERING
    tablet = Client()
    tablet.force_login(attempt.entry.person)
    tablet.get(address(attempt))
    assert status(attempt) == DeskStatus.OTHER_DEVICE


def test_a_page_that_only_asks_is_seen_at_the_desk(client_of, at, attempt):
    browser = client_of(attempt.entry.person)
    with at(attempt.started_at + timedelta(minutes=3)):
        assert status(attempt) == DeskStatus.OFFLINE
        state(browser, attempt, "?sequence=0")
        assert status(attempt) == DeskStatus.ANSWERING


def test_nobody_else_is_seen_on_somebodys_attempt(attempt):
    stranger = Client()
    stranger.force_login(PersonFactory(password=None))
    assert stranger.get(address(attempt, "state"), headers=JSON).status_code == 404
    assert services.last_seen([attempt.pk]) == {}
