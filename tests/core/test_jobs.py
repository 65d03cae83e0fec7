"""Background work: asked for once, done once, done again when a worker died, given up after four times."""

import time
from datetime import timedelta

import pytest

from core import jobs
from core.clock import real
from core.errors import DomainError
from core.models import Job, JobState, Lease
from tests.support.threads import together

KIND = "tests.work"


@pytest.fixture(autouse=True)
def broker_awake(monkeypatch):
    monkeypatch.setattr(jobs, "_broker_rests_until", 0.0)
    monkeypatch.setattr(jobs, "has_own_worker", True)


@pytest.fixture
def work(monkeypatch):
    """`work(function)` makes it the work of jobs of kind KIND for this test."""
    registry = jobs.registered_kinds()
    monkeypatch.setattr(jobs, "_registry", registry)
    return lambda function: registry.update({KIND: function})


@pytest.fixture
def sent(monkeypatch):
    """The ids that were sent to the broker."""
    ids = []
    monkeypatch.setattr(jobs.run_job, "apply_async", lambda args, **options: ids.extend(args))
    return ids


def make_stale(job):
    Job.objects.filter(pk=job.pk).update(heartbeat=real() - timedelta(minutes=10))


def due_again(job):
    Job.objects.filter(pk=job.pk).update(not_before=real())


@pytest.mark.django_db
@pytest.mark.both_databases
class TestAsking:
    def test_the_same_work_is_not_queued_twice_while_unfinished(self):
        first = jobs.enqueue(KIND, {"n": 1}, key="same")
        assert jobs.enqueue(KIND, {"n": 1}, key="same") == first
        Job.objects.update(state=JobState.DONE)
        assert jobs.enqueue(KIND, {"n": 1}, key="same") != first

    def test_work_without_a_key_is_queued_each_time(self):
        assert jobs.enqueue(KIND, {}) != jobs.enqueue(KIND, {})

    def test_it_is_sent_after_commit_and_not_before(self, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            row = jobs.enqueue(KIND, {})
            assert sent == []
        assert sent == [str(row.pk)]

    def test_where_nobody_would_hear_it_is_left_to_the_sweeper_of_the_server(
        self, sent, monkeypatch, django_capture_on_commit_callbacks
    ):
        """A command beside a server whose broker lives in its memory."""
        monkeypatch.setattr(jobs, "has_own_worker", False)
        with django_capture_on_commit_callbacks(execute=True):
            row = jobs.enqueue(KIND, {})
        row.refresh_from_db()
        assert (sent, row.sent_at) == ([], None)

    def test_a_broker_that_is_away_loses_nothing(self, monkeypatch, django_capture_on_commit_callbacks):
        def refuse(*args, **kwargs):
            raise ConnectionError("nobody listens")

        monkeypatch.setattr(jobs.run_job, "apply_async", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            row = jobs.enqueue(KIND, {})
        row.refresh_from_db()
        assert (row.state, row.sent_at) == (JobState.QUEUED, None)


@pytest.mark.django_db
class TestDoing:
    def test_the_result_and_the_progress_are_kept(self, work):
        def count(handle, to):
            handle.progress(to, to)
            return {"counted": to}

        work(count)
        row = jobs.enqueue(KIND, {"to": 3})
        assert jobs.run_due_jobs_here() == 1
        row.refresh_from_db()
        assert (row.state, row.result, row.done, row.total, row.attempts) == ("done", {"counted": 3}, 3, 3, 1)
        assert row.finished_at

    def test_a_second_delivery_does_nothing(self, work):
        runs = []
        work(lambda handle: runs.append(1))
        row = jobs.enqueue(KIND, {})
        for _ in range(3):
            jobs.run_job(str(row.pk))
        assert runs == [1]

    def test_a_delivery_for_a_row_that_is_gone_does_nothing(self, work):
        runs = []
        work(lambda handle: runs.append(1))
        jobs.run_job("00000000-0000-0000-0000-000000000000")
        assert runs == []
        assert not Job.objects.exists()

    def test_a_failure_is_tried_again_later_and_later_and_given_up_after_four_times(self, work, caplog):
        def fail(handle):
            raise RuntimeError("the disk is full")

        work(fail)
        row = jobs.enqueue(KIND, {})
        waits = []
        for _ in range(4):
            assert jobs.run_due_jobs_here() == 1
            row.refresh_from_db()
            assert "the disk is full" in row.error
            waits.append(row.not_before - real() > timedelta(seconds=8))
            due_again(row)
        assert (row.state, row.attempts) == (JobState.FAILED, 4)
        assert row.finished_at
        assert waits == [True, True, True, False]
        assert jobs.run_due_jobs_here() == 0

    def test_a_success_after_a_failure_clears_the_message(self, work, caplog):
        results = iter([RuntimeError("once"), None])

        def flicker(handle):
            error = next(results)
            if error:
                raise error

        work(flicker)
        row = jobs.enqueue(KIND, {})
        jobs.run_due_jobs_here()
        due_again(row)
        jobs.run_due_jobs_here()
        row.refresh_from_db()
        assert (row.state, row.error) == (JobState.DONE, "")

    def test_a_refusal_of_the_domain_is_final(self, work):
        def refuse(handle):
            raise DomainError("not_now")

        work(refuse)
        row = jobs.enqueue(KIND, {})
        jobs.run_due_jobs_here()
        row.refresh_from_db()
        assert (row.state, row.error, row.attempts) == (JobState.FAILED, "not_now", 1)

    def test_an_attempt_that_lost_its_job_changes_nothing_any_more(self, work):
        def slow(handle):
            # meanwhile the job was swept and taken by another worker
            Job.objects.filter(pk=handle.job.pk).update(attempts=2)
            return {"by": "the first"}

        work(slow)
        row = jobs.enqueue(KIND, {})
        jobs.run_due_jobs_here()
        row.refresh_from_db()
        assert (row.state, row.result) == (JobState.RUNNING, {})


@pytest.mark.django_db
class TestSweeping:
    def test_a_stale_job_is_put_back_and_sent(self, sent):
        row = Job.objects.create(kind=KIND, state=JobState.RUNNING, attempts=1)
        make_stale(row)
        assert jobs.sweep() == 1
        row.refresh_from_db()
        assert row.state == JobState.QUEUED
        assert sent == [str(row.pk)]

    def test_a_job_whose_worker_lives_is_left_alone(self, sent):
        row = Job.objects.create(kind=KIND, state=JobState.RUNNING, attempts=1, heartbeat=real())
        assert jobs.sweep() == 0
        row.refresh_from_db()
        assert row.state == JobState.RUNNING

    def test_a_job_that_killed_four_workers_is_given_up(self, sent):
        row = Job.objects.create(kind=KIND, state=JobState.RUNNING, attempts=4)
        make_stale(row)
        assert jobs.sweep() == 0
        row.refresh_from_db()
        assert (row.state, row.error) == (JobState.FAILED, "the worker stopped too often")

    def test_a_message_that_may_be_waiting_in_a_long_queue_is_not_sent_again_at_once(self, sent):
        row = Job.objects.create(kind=KIND, sent_at=real())
        assert jobs.sweep() == 0
        Job.objects.filter(pk=row.pk).update(sent_at=real() - timedelta(minutes=1))
        Lease.objects.all().delete()
        assert jobs.sweep() == 1

    def test_after_a_start_everything_queued_is_sent_again(self, sent):
        Job.objects.create(kind=KIND, sent_at=real())
        assert jobs.sweep(afresh=True) == 1

    def test_a_job_that_waits_for_its_retry_is_not_sent_early(self, sent):
        Job.objects.create(kind=KIND, not_before=real() + timedelta(seconds=10))
        assert jobs.sweep() == 0

    def test_one_sweeper_at_a_time(self, sent):
        Job.objects.create(kind=KIND)
        assert jobs.sweep() == 1
        Job.objects.update(sent_at=None)
        assert jobs.sweep() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
class TestTwoWorkers:
    def test_eight_deliveries_at_once_do_the_work_once(self, work):
        runs = []
        work(lambda handle: runs.append(1))
        row = jobs.enqueue(KIND, {})
        together(8, lambda: jobs.run_job(str(row.pk)))
        assert runs == [1]

    def test_a_long_job_that_says_nothing_is_not_swept(self, work, sent, settings):
        settings.JOB_STALE_SECONDS = 0.4
        swept = []

        def long_silence(handle):
            for _ in range(6):
                time.sleep(0.2)
                Lease.objects.all().delete()
                swept.append(jobs.sweep())

        work(long_silence)
        row = jobs.enqueue(KIND, {})
        jobs.run_job(str(row.pk))
        row.refresh_from_db()
        assert (row.state, row.attempts, sum(swept)) == (JobState.DONE, 1, 0)

    def test_without_a_heartbeat_it_would_be(self, work, sent, settings, monkeypatch):
        """The control of the test above."""
        settings.JOB_STALE_SECONDS = 0.4
        monkeypatch.setattr(jobs, "_beat", lambda row, ended: None)
        swept = []

        def long_silence(handle):
            time.sleep(0.6)
            swept.append(jobs.sweep())

        work(long_silence)
        row = jobs.enqueue(KIND, {})
        jobs.run_job(str(row.pk))
        assert swept == [1]

    def test_asking_for_the_same_work_at_once_makes_one_job(self):
        together(8, lambda: jobs.enqueue(KIND, {}, key="same"))
        assert Job.objects.filter(kind=KIND).count() == 1


@pytest.mark.django_db
def test_while_the_broker_is_away_only_one_caller_in_twenty_seconds_waits_for_it(
    monkeypatch, django_capture_on_commit_callbacks
):
    tries = []

    def refuse(*args, **kwargs):
        tries.append(1)
        raise ConnectionError("nobody listens")

    monkeypatch.setattr(jobs.run_job, "apply_async", refuse)
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.enqueue(KIND, {})
    assert len(tries) == 1
    monkeypatch.setattr(jobs, "_broker_rests_until", 0.0)
    assert jobs.sweep() == 3
    assert len(tries) == 2
