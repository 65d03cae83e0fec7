"""Replies get lost after the server has done what was asked: whoever sends again gets the reply of the first time."""

import json
import uuid

import pytest

from assessments import services
from core.models import AuditEntry
from tests.assessments.factories import EntryFactory, make_attempt, make_exam

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.anchor_25]
JSON = {"Accept": "application/json"}
LETTERS = "ABCD"


class LossyLine:
    """Loses every third reply of the server; its client sends the same again until it hears something."""

    def __init__(self, browser):
        self.browser, self.sent, self.lost = browser, 0, 0

    def deliver(self, send):
        while True:
            reply = send(self.browser)
            self.sent += 1
            if self.sent % 3:
                return reply
            self.lost += 1


def save(line, attempt, base, *, named=True):
    """The next answer; `named` goes by the same id however often it is sent."""
    data = {"position": 1, "value": LETTERS[base % 4], "base_sequence": base, "client_id": str(uuid.uuid4())}
    address = f"/assessments/attempts/{attempt.pk}/answers/"

    def send(browser):
        body = data if named else data | {"client_id": str(uuid.uuid4())}
        return browser.post(address, json.dumps(body), content_type="application/json", headers=JSON)

    return line.deliver(send)


def single():
    return make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])))


def test_of_many_answers_with_every_third_reply_lost_each_is_kept_once(client_of, size, figure):
    attempt, number = single(), size(12, 300)
    line = LossyLine(client_of(attempt.entry.person))
    for base in range(number):
        reply = save(line, attempt, base)
        assert (reply.status_code, reply.json()["sequence"]) == (200, base + 1)
    assert line.lost >= number // 3
    assert [step.value for step in attempt.steps.order_by("sequence")] == [LETTERS[n % 4] for n in range(number)]
    figure(f"{number} saves, {line.lost} replies lost after they were applied: {attempt.steps.count()} steps")


def test_control_without_a_name_that_stays_a_candidate_is_refused_their_own_answer(client_of):
    attempt = single()
    line = LossyLine(client_of(attempt.entry.person))
    assert [save(line, attempt, base, named=False).status_code for base in range(4)] == [200, 200, 409, 200]


def test_handing_in_whose_reply_was_lost_has_the_same_receipt_and_one_effect(client_of):
    attempt = make_attempt(answers="right")
    browser, form = client_of(attempt.entry.person), {"submit_key": str(uuid.uuid4())}
    address = f"/assessments/attempts/{attempt.pk}/"
    replies = [browser.post(f"{address}submit/", form).url for _lost in range(3)]
    assert set(replies) == {f"{address}receipt/"}
    assert AuditEntry.objects.filter(action="assessments.attempt_submitted").count() == 1
    assert services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person).submit_key == uuid.UUID(
        form["submit_key"]
    )
