"""Races as they happen: two serving processes on PostgreSQL, twenty requests of one person at the same moment.

Each race has its control: with locks and constraints away it goes wrong.
"""

import asyncio
import sys
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from assessments import services
from assessments.models import Attempt, Entry, Mark
from benchmarks.client import Client as Browser
from certificates.models import Certificate
from competencies.models import Evidence
from core.jobs import run_due_jobs_here
from courses.models import Completion
from people.models import Message
from scripts.servers import free_port
from tests.assessments.factories import EntryFactory, answer, make_exam
from tests.courses.factories import CourseFactory, EnrolmentFactory
from tests.support.workers import Child, _answers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("needs_postgres")]
AT_ONCE = 20


@pytest.fixture
def serve(child_environment, tmp_path):
    """`serve("slow")` → the port of gunicorn with two processes of eight threads; ended by its id."""
    children = []

    def start(race: str) -> int:
        port = free_port()
        own = {"BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "2", "WEB_THREADS": "8", "RACE": race, "REDIS_URL": ""}
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        environment = {**child_environment, **own, "GRIDSCHOOL_VAR": str(tmp_path / "var")}
        child = Child([gunicorn, "tests.support.racing:application"], environment, tmp_path / "web.log")
        children.append(child)
        child.wait_for(lambda: _answers(port), "the server")
        return port

    yield start
    for child in children:
        child.kill()


def cookies_of(person) -> dict[str, str]:
    """A session of the person, and a token that forms are sent with."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: "a" * 32}


def at_once(port: int, person, path: str, forms: list[dict]) -> list:
    """Post all the forms at the same moment, each on a connection of its own; the answers."""
    cookies = cookies_of(person)

    async def everything():
        browsers = [Browser(port, cookies=dict(cookies)) for _ in forms]
        answers = await asyncio.gather(*(b.post(path, form) for b, form in zip(browsers, forms, strict=True)))
        for browser in browsers:
            browser.close()
        return answers

    return asyncio.run(everything())


def drop(*constraints: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        for table, name in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            cursor.execute(f"DROP INDEX IF EXISTS {name}")


# --- the limit, and one open attempt -----------------------------------------------------------------------------------


def start_often(port: int, entry) -> list:
    return at_once(port, entry.person, f"/assessments/entries/{entry.pk}/", [{"confirmed": "on"}] * AT_ONCE)


def hand_in(attempt) -> None:
    services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)


@pytest.mark.anchor_01
def test_twenty_starts_at_once_make_one_attempt_and_never_one_too_many(serve, size, figure, sound):
    port, learners = serve("slow"), size(1, 50)
    exam = make_exam(attempts_allowed=2, resit_hours=0, kinds=["single"])
    over = open_twice = 0
    for _ in range(learners):
        entry = EntryFactory(exam=exam)
        for number in (1, 2):
            answers = start_often(port, entry)
            attempts = list(entry.attempts.open())
            open_twice += len(attempts) > 1
            assert {answer.location for answer in answers} == {f"/assessments/attempts/{attempts[0].pk}/"}
            assert attempts[0].number == number
            hand_in(attempts[0])
        refused = start_often(port, entry)
        assert {(answer.status, answer.location) for answer in refused} == {(302, f"/assessments/entries/{entry.pk}/")}
        over += entry.attempts.count() > 2
    assert (over, open_twice) == (0, 0)
    figure(
        f"{learners} learners × 3 × {AT_ONCE} starts at once on 2 processes: {over} over the limit, {open_twice} with two "
        "open attempts"
    )


@pytest.mark.anchor_01
def test_control_without_locks_and_constraints_somebody_has_two_attempts(serve, figure):
    port = serve("slow unlocked")
    table = "assessments_attempt"
    drop((table, "one_open_attempt_per_entry"), (table, "one_attempt_per_number"))
    entry = EntryFactory(exam=make_exam(attempts_allowed=1, kinds=["single"]))
    start_often(port, entry)
    assert entry.attempts.count() > 1
    figure(f"control without locks and constraints: {entry.attempts.count()} attempts where one is allowed")


# --- handing in ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def course():
    return CourseFactory(lessons=1, with_exam=True)


def answered(course) -> Attempt:
    """A paper of the course's exam, answered rightly and not handed in."""
    person = EnrolmentFactory(course=course, finished=True).person
    attempt = services.start_attempt(entry=Entry.objects.get(exam=course.exam, person=person), by=person)
    for item in attempt.items.select_related("version"):
        key = item.version.key["correct"]
        answer(attempt, item.position, key[0] if item.version.type_code == "single" else key)
    return attempt


def traces(attempt) -> Counter:
    """What one handing in leaves behind."""
    person = attempt.entry.person
    run_due_jobs_here()
    return Counter(
        results=Mark.objects.filter(item__attempt=attempt).count() // attempt.items.count(),
        evidence=Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:").count(),
        completions=Completion.objects.filter(person=person).count(),
        certificates=Certificate.objects.filter(person=person).count(),
        results_told=Message.objects.filter(person=person, template="exam_result").count(),
        certificates_told=Message.objects.filter(person=person, template="certificate_issued").count(),
    )


ONCE = Counter(results=1, evidence=1, completions=1, certificates=1, results_told=1, certificates_told=1)


@pytest.mark.anchor_02
def test_twenty_times_handed_in_is_handed_in_once(serve, course, size, figure, sound):
    port, attempts = serve("slow"), size(2, 50)
    for number in range(attempts):
        attempt, same = answered(course), uuid.uuid4()
        forms = [{"submit_key": str(uuid.uuid4() if number % 2 else same)} for _ in range(AT_ONCE)]
        answers = at_once(port, attempt.entry.person, f"/assessments/attempts/{attempt.pk}/submit/", forms)
        receipt = f"/assessments/attempts/{attempt.pk}/receipt/"
        assert Counter((a.status, a.location) for a in answers) == {(302, receipt): AT_ONCE}
        assert traces(attempt) == ONCE
    figure(
        f"{attempts} attempts, each handed in {AT_ONCE} times at once (half of them with one key, half with different "
        "ones): one result, evidence, certificate and message each"
    )


@pytest.mark.anchor_02
def test_control_without_locks_and_constraints_a_paper_has_two_results(serve, course, figure):
    port, attempt = serve("slow unlocked"), answered(course)
    drop(("assessments_mark", "one_current_mark_per_item"))
    forms = [{"submit_key": str(uuid.uuid4())} for _ in range(AT_ONCE)]
    at_once(port, attempt.entry.person, f"/assessments/attempts/{attempt.pk}/submit/", forms)
    left = traces(attempt)
    assert left["results"] > 1
    figure(f"control without locks and constraints: {left['results']} results of one paper")
