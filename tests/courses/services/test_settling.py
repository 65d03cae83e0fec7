import io

import pytest
from django.core.management import call_command

from courses import services
from courses.models import Completion, CreditAward
from tests.courses.factories import EnrolmentFactory
from tests.courses.services.test_credits import pass_exam, withdraw

pytestmark = pytest.mark.django_db


def compared():
    columns = ("person", "year", "source", "course", "lesson", "cycle", "earned", "hours", "key", "basis", "awarded_at")
    return list(CreditAward.objects.order_by("key").values_list(*columns))


@pytest.mark.both_databases
def test_what_was_finished_before_the_ledger_is_awarded_as_if_it_had_been_there(course):
    for _person in range(2):
        pass_exam(EnrolmentFactory(course=course, finished=True))
    before = compared()
    CreditAward.objects.all().delete()
    assert services.settle_credits() == services.Settled(lessons=4, exams=2)
    assert compared() == before
    assert services.settle_credits().total == 0


@pytest.mark.both_databases
def test_a_withdrawn_completion_is_taken_back_and_what_people_correct_after_that_stands(course):
    enrolment = EnrolmentFactory(course=course, finished=True)
    pass_exam(enrolment)
    withdraw(Completion.objects.get())
    assert services.settle_credits() == services.Settled(taken_back=1)
    assert services.settle_credits().total == 0
    CreditAward.objects.filter(source="correction").update(hours="-0.20")
    assert services.settle_credits().total == 0


def test_a_lesson_that_is_only_open_and_a_withdrawn_completion_get_nothing(course):
    enrolment = EnrolmentFactory(course=course, finished=True)
    pass_exam(enrolment)
    withdraw(Completion.objects.get())
    enrolment.person.lesson_progress.update(finished_at=None)
    CreditAward.objects.all().delete()
    assert services.settle_credits().total == 0


def test_the_command_goes_on_until_nothing_is_left(course, monkeypatch):
    EnrolmentFactory(course=course, finished=True)
    CreditAward.objects.all().delete()
    output = io.StringIO()
    call_command("award_credits", stdout=output)
    assert "2 lessons, 0 exams, 0 taken back: nothing is left" in output.getvalue()
    assert CreditAward.objects.count() == 2
