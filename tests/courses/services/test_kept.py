"""The same kept try sent twice at the same moment: by two tabs, or by a phone whose first request was slow."""

import time
import uuid
from unittest.mock import patch

import pytest
from django.db.models import QuerySet

from courses.models import CheckResult, LessonPage
from courses.reports.offline import newest_versions
from courses.services import Kept, learning, take_check
from tests.courses.factories import EnrolmentFactory, lessons_of
from tests.support.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("needs_postgres")]


@pytest.fixture
def send_twice():
    """Sends one try from two threads; each looks whether it came before, and is slow in writing it."""
    enrolment = EnrolmentFactory()
    lesson = lessons_of(enrolment.course)[0]
    kept = Kept(uuid.uuid4(), 1, newest_versions([lesson]))
    mark = learning.mark_practice

    def slowly(**kwargs):
        time.sleep(0.3)
        return mark(**kwargs)

    def take():
        own = LessonPage.objects.get(pk=lesson.pk)
        take_check(person=enrolment.person, lesson=own, answers={}, by=None, kept=kept)

    def run():
        with patch.object(learning, "mark_practice", slowly):
            together(2, take)

    return run


def test_it_counts_once_and_both_are_answered(send_twice):
    send_twice()
    assert CheckResult.objects.count() == 1


def test_without_the_lock_one_of_them_fails(send_twice):
    with (
        patch.object(QuerySet, "select_for_update", lambda self, *args, **kwargs: self),
        pytest.raises(AssertionError, match="one_check_per_client_id"),
    ):
        send_twice()
