"""`/jobs/<uuid>/`: for the person who asked, with and without scripts."""

import pytest

from core.models import Job, JobState
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(password=None)


@pytest.fixture
def job(person):
    return Job.objects.create(kind="tests.work", by=person, state=JobState.RUNNING, done=3, total=12)


def test_it_shows_how_far_the_work_is(client, person, job):
    client.force_login(person)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "已完成 3，共 12" in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert "刷新看进度" in page


def test_asked_in_the_background_it_answers_with_the_fragment_alone(client, person, job):
    client.force_login(person)
    response = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert (response.status_code, b"<html" in response.content) == (200, False)


@pytest.mark.parametrize(("state", "words"), [(JobState.DONE, "做好了"), (JobState.FAILED, "没有做成")])
def test_the_end_stops_the_asking(client, person, job, state, words):
    Job.objects.update(state=state, result={"url": "/my/certificates/1/"}, error="Traceback: secret")
    client.force_login(person)
    fragment = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert fragment.status_code == 286
    page = client.get(f"/jobs/{job.pk}/")
    assert page.status_code == 200
    for response in (fragment, page):
        assert words in response.content.decode()
        assert b"hx-trigger" not in response.content
        assert b"secret" not in response.content
        assert (b"/my/certificates/1/" in response.content) == (state == JobState.DONE)


def test_a_foreign_job_and_a_missing_one_are_the_same(client, job):
    client.force_login(PersonFactory(password=None, admin=True))
    foreign = client.get(f"/jobs/{job.pk}/")
    missing = client.get("/jobs/00000000-0000-0000-0000-000000000000/")
    assert foreign.status_code == missing.status_code == 404


def test_a_stranger_is_asked_to_log_in(client, job):
    assert client.get(f"/jobs/{job.pk}/").url.startswith("/accounts/login/")


def test_it_is_only_read_and_never_kept(client, person, job):
    client.force_login(person)
    assert client.post(f"/jobs/{job.pk}/").status_code == 405
    assert "no-store" in client.get(f"/jobs/{job.pk}/")["Cache-Control"]
