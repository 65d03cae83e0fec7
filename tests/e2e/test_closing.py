"""Attempts whose time ran out while no worker was there are closed by the first one that comes back."""

import time
from datetime import timedelta

import pytest
from django.conf import settings

from assessments.models import Attempt
from core import clock
from core.models import AuditEntry
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.support.workers import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anchor_07]
SECONDS = 60


def test_a_worker_that_comes_back_closes_everything_within_a_minute(
    needs_postgres, celery_worker_process, at, client, size, figure, sound
):
    number = size(3, 100)
    with at(clock.now() - timedelta(hours=1)):
        exam = make_exam(kinds=["single"], minutes=10)
        attempts = [make_attempt(entry=EntryFactory(exam=exam), answers="right") for _ in range(number)]
    client.force_login(attempts[0].entry.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(f"/assessments/attempts/{attempts[0].pk}/").url.endswith("/receipt/"), "who looks sees it closed"
    assert Attempt.objects.open().count() == number

    worker = celery_worker_process()
    back = time.monotonic()
    assert eventually(lambda: not Attempt.objects.open().exists(), SECONDS), worker.log.read_text()
    took = time.monotonic() - back
    closed = AuditEntry.objects.filter(action="assessments.attempt_closed").values_list("object_id", flat=True)
    assert sorted(map(int, closed)) == sorted(attempt.pk for attempt in attempts), "each once"
    assert took <= SECONDS
    figure(f"{number} attempts expired without a worker, all closed once {took:.0f} s after it was back")
