from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from courses.models import Completion
from courses.services import excuse, remind
from people.models import Message, Placement
from people.reports import message_text
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(password=None, grid_worker=True)


@pytest.fixture
def course():
    return CourseFactory(title="起火先期处置", lessons=1)


def assigned(person, course, days):
    with clock.at(clock.now() - timedelta(days=60)):
        return AssignmentFactory(person=person, course=course, due=clock.today() + timedelta(days=60 + days))


def completed(person, course, days):
    now = clock.now()
    return Completion.objects.create(
        person=person,
        course=course,
        completed_at=now - timedelta(days=400),
        valid_until=timezone.localtime(now).date() + timedelta(days=days),
        source="checks",
    )


def reminders():
    return list(Message.objects.filter(template="learning_reminder"))


def test_each_step_is_said_once_also_when_a_day_was_missed(person, course, at):
    assigned(person, course, days=7)
    start = clock.now()
    said = []
    for day in (0, 1, 3, 6, 7, 9, 10):
        with at(start + timedelta(days=day)):
            said.append(remind())
    assert said == [1, 0, 0, 1, 0, 1, 0]
    texts = [message_text.render(message).body for message in reversed(reminders())]
    assert ["之前学完" in text for text in texts] == [True, True, False]
    assert "已经过了" in texts[2]


def test_a_day_has_one_message_for_everything_and_running_twice_adds_none(person, course):
    assigned(person, course, days=1)
    completed(person, CourseFactory(title="燃气泄漏", lessons=1), days=30)
    assert (remind(), remind()) == (1, 0)
    text = message_text.render(reminders()[0])
    assert text.subject == "提醒：2 门课临近期限"
    assert text.body.index("起火先期处置") < text.body.index("“燃气泄漏”的证书")
    assert text.url == "/my/"


def test_only_the_holder_is_told_of_what_ends(person, course):
    completed(person, course, days=7)
    PersonFactory(password=None, manager=True)
    remind()
    assert [message.person for message in reminders()] == [person]


def test_whoever_is_done_excused_renewed_or_no_longer_in_service_is_left_alone(person, course):
    EnrolmentFactory(person=assigned(person, course, days=1).person, course=course, finished=True)
    excuse(assignment=assigned(person, CourseFactory(lessons=1), days=1), reason="产假", by=None)
    renewed = CourseFactory(lessons=1)
    completed(person, renewed, days=30)
    Completion.objects.create(person=person, course=renewed, cycle=2, source="checks")
    gone = PersonFactory(password=None, grid_worker=True)
    assigned(gone, CourseFactory(lessons=1), days=1)
    Placement.objects.filter(person=gone).update(
        starts=clock.today() - timedelta(days=9), ends=clock.today() - timedelta(days=1)
    )
    assert remind() == 0


def test_the_run_takes_as_many_queries_for_three_people_as_for_one(course, django_assert_max_num_queries):
    for _number in range(3):
        assigned(PersonFactory(password=None, grid_worker=True), course, days=30)
    with django_assert_max_num_queries(2):
        assert remind() == 0
