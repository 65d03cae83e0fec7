"""Real processes: work is finished, also when the process that did it was killed in the middle."""

import pytest

from core.jobs import enqueue
from core.models import Job, JobState
from tests.support.workers import eventually

pytestmark = [pytest.mark.django_db(transaction=True)]


def state(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def result(job):
    return Job.objects.values_list("result", flat=True).get(pk=job.pk)


@pytest.mark.anchor_18
def test_the_embedded_worker_finishes_what_a_killed_process_left(serving_process):
    server = serving_process()
    job = enqueue("tests.slow", {"seconds": 60})
    assert eventually(lambda: state(job) == JobState.RUNNING), server.log.read_text()
    server.kill()
    assert state(job) == JobState.RUNNING
    server = serving_process()
    assert eventually(lambda: state(job) == JobState.DONE), server.log.read_text()
    assert result(job) == {"attempt": 2}


@pytest.mark.anchor_18
def test_a_celery_worker_takes_work_from_redis_and_another_one_finishes_it(needs_postgres, celery_worker_process):
    worker = celery_worker_process()
    job = enqueue("tests.slow", {"seconds": 60})
    assert eventually(lambda: state(job) == JobState.RUNNING), worker.log.read_text()
    worker.kill()
    assert state(job) == JobState.RUNNING
    worker = celery_worker_process()
    assert eventually(lambda: state(job) == JobState.DONE), worker.log.read_text()
    assert result(job) == {"attempt": 2}
