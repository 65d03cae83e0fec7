"""Before its release nothing of a key reaches anybody who sits the exam: every kind of question, every surface."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import question_kinds
from tests.assessments.factories import FACTORIES, NOON, RIGHT, EntryFactory
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_33]
CANARY = "CANARY7F3A"
KEY_COLUMN = re.compile(r'"assessments_questionversion"\."key"')
KINDS = sorted(question_kinds())


@pytest.fixture
def sitting(client, at):
    """A browser in the middle of an exam whose results come after its close, one question of the kind in it."""

    def sit(kind):
        question = FACTORIES[kind](explanation=f"{CANARY} explanation", basis=f"{CANARY} basis")
        paper = services.save_paper(code="P", title="试卷", items=[(question, 2, True)], by=None)
        exam = services.save_exam(
            code="K", title="考试", paper=paper, by=None, release="after_close", closes=NOON + timedelta(days=1)
        )
        entry = EntryFactory(exam=exam)
        client.force_login(entry.person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client, services.start_attempt(entry=entry, by=entry.person)

    with at(NOON):
        yield sit


def surfaces(browser, attempt, kind):
    """Everything a candidate can make the server say, before and after handing in."""
    address = f"/assessments/attempts/{attempt.pk}/"
    headers = {"Accept": "application/json"}

    def save(**change):
        data = {"position": 1, "value": RIGHT[kind], "base_sequence": 0, "client_id": str(uuid.uuid4()), **change}
        return browser.post(f"{address}answers/", json.dumps(data), content_type="application/json", headers=headers)

    yield browser.get("/assessments/")
    yield browser.get(f"/assessments/entries/{attempt.entry_id}/")
    yield browser.get(address)
    yield save()
    yield save(base_sequence=0)
    yield save(value="Z", base_sequence=1)
    yield browser.get(f"{address}state/", headers=headers)
    yield browser.get(f"{address}submit/")
    yield browser.post(f"{address}submit/", {"submit_key": str(uuid.uuid4())}, follow=True)
    yield save(base_sequence=1)
    yield browser.get(f"{address}receipt/")
    yield browser.get(f"{address}result/")
    yield browser.get(f"{address}result/?show=all")
    yield browser.get("/assessments/")
    yield browser.get(f"/search/?q={CANARY}")


@pytest.mark.parametrize("kind", KINDS)
def test_no_canary_of_a_key_is_in_any_answer_of_the_server(sitting, kind):
    browser, attempt = sitting(kind)
    for response in surfaces(browser, attempt, kind):
        body = response.content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
        for words in (f"{CANARY} explanation", f"{CANARY} basis", "correct"):
            assert words not in body, response.request["PATH_INFO"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_canary_is_there_after_the_release(sitting, kind, at):
    """The control: the same surface, once released, does show it."""
    browser, attempt = sitting(kind)
    list(surfaces(browser, attempt, kind))
    with at(NOON + timedelta(days=2)):
        services.release_due()
        shown = browser.get(f"/assessments/attempts/{attempt.pk}/result/?show=all").content.decode()
    assert f"{CANARY} explanation" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_no_statement_for_a_candidate_selects_the_key_but_marking(sitting, kind):
    browser, attempt = sitting(kind)
    pages = surfaces(browser, attempt, kind)
    while True:
        with CaptureQueriesContext(connection) as captured:
            response = next(pages, None)
        if response is None:
            break
        asked = [query["sql"] for query in captured if KEY_COLUMN.search(query["sql"])]
        if response.redirect_chain if hasattr(response, "redirect_chain") else False:
            assert len(asked) == 1, "handing in marks, once"
        else:
            assert not asked, response.request["PATH_INFO"]


@pytest.mark.anchor_37
def test_a_right_and_a_wrong_paper_look_the_same_before_the_release(sitting):
    browser, attempt = sitting("single")
    shown = {}
    for letter in ("A", "B"):
        entry = EntryFactory(exam=attempt.entry.exam, person=PersonFactory(display_name="同名"))
        browser.force_login(entry.person, backend=settings.AUTHENTICATION_BACKENDS[0])
        own = services.start_attempt(entry=entry, by=entry.person)
        services.save_answer(
            attempt=own, position=1, value=letter, base_sequence=0, client_id=uuid.uuid4(), by=entry.person
        )
        services.submit_attempt(attempt=own, submit_key=None, by=entry.person)
        pages = [
            browser.get(f"/assessments/attempts/{own.pk}/{what}").content.decode() for what in ("result/", "receipt/")
        ]
        pages.append(browser.get("/assessments/").content.decode())
        own.refresh_from_db()
        changing = (
            rf"{own.receipt}|{own.receipt[:4]} {own.receipt[4:8]}|<svg class=\"qr\".*?</svg>|\d+ 分 \d+ 秒"
            rf'|(attempts/|entries/|K-|data-attempt="|data-person="){own.pk}\b|data-person="{entry.person_id}"'
        )
        mains = [page.partition("<main")[2].partition("</main")[0] for page in pages]
        shown[letter] = [re.sub(changing, "", main, flags=re.IGNORECASE) for main in mains]
    assert shown["A"] == shown["B"]
