"""The certificate is made by a real worker on PostgreSQL and Redis, also when the worker dies in the middle of it."""

import subprocess
import time
from contextlib import contextmanager

import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.tasks import KIND
from core.models import Job, JobState
from people.models import Message
from tests.e2e import town as towns
from tests.support.workers import eventually

pytestmark = [pytest.mark.django_db(transaction=True)]
SECONDS = 15


def certificates(person):
    return list(Certificate.objects.filter(person=person))


def states():
    return list(Job.objects.filter(kind=KIND).values_list("state", "attempts"))


@contextmanager
def nothing_is_issued(database_url):
    """Whoever issues a certificate waits: another connection holds the table."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(database_url) as connection:
        connection.execute("LOCK TABLE certificates_certificate IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


@pytest.mark.anchor_18
def test_a_passed_exam_becomes_a_pdf_within_fifteen_seconds(
    needs_postgres, celery_worker_process, town, client, needs_poppler, tmp_path
):
    worker = celery_worker_process()
    attempt = towns.begin(town)
    client.force_login(town.worker)
    began = time.monotonic()
    assert towns.sit(attempt).passed
    (certificate,) = eventually(lambda: certificates(town.worker), SECONDS) or pytest.fail(worker.log.read_text())
    answer = client.get(reverse("certificates:pdf", args=[certificate.pk]))
    assert time.monotonic() - began < SECONDS
    (tmp_path / "certificate.pdf").write_bytes(answer.content)
    text = subprocess.run(["pdftotext", tmp_path / "certificate.pdf", "-"], capture_output=True, text=True, check=True)
    assert towns.NAME in text.stdout.replace(" ", "")


@pytest.mark.anchor_18
def test_a_certificate_whose_worker_was_killed_is_finished_once(
    needs_postgres, celery_worker_process, town, database_url
):
    worker = celery_worker_process()
    attempt = towns.begin(town)
    with nothing_is_issued(database_url):
        towns.sit(attempt)
        assert eventually(lambda: states() == [(JobState.RUNNING, 1)]), worker.log.read_text()
        worker.kill()
    assert states() == [(JobState.RUNNING, 1)]
    assert not certificates(town.worker)
    worker = celery_worker_process()
    assert eventually(lambda: states() == [(JobState.DONE, 2)]), worker.log.read_text()
    assert len(certificates(town.worker)) == 1
    assert Message.objects.filter(person=town.worker, template="certificate_issued").count() == 1
