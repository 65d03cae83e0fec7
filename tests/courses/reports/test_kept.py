from datetime import timedelta

import pytest

from core import clock
from courses.models import LessonPage
from courses.reports.kept import kept_of, review_pages
from courses.services.reviews import tell_review_due
from people.models import Message
from tests.courses.factories import CourseFactory, lessons_of
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def in_days(days):
    return clock.today() + timedelta(days=days)


def test_what_a_lesson_leaves_empty_is_that_of_its_course():
    owner = PersonFactory(password=None)
    basis = [("basis", {"law": "消防法", "article": "第四十四条"})]
    course = CourseFactory(content_owner=owner, department="应急局", review_by=in_days(-1), legal_basis=basis)
    first, second = lessons_of(course)
    second.review_by, second.department = in_days(9), "消防队"
    kept = kept_of(first)
    assert (kept.owner, kept.department, kept.review_by, kept.is_overdue) == (owner, "应急局", in_days(-1), True)
    assert kept.legal_basis[0].value["law"] == "消防法"
    kept = kept_of(second)
    assert (kept.owner, kept.department, kept.review_by, kept.is_overdue) == (owner, "消防队", in_days(9), False)


def test_overdue_pages_and_those_due_within_a_month_are_listed_the_first_due_first(django_assert_num_queries):
    CourseFactory(lessons=0, review_by=in_days(31))
    CourseFactory(lessons=0, review_by=None)
    CourseFactory(lessons=0, review_by=in_days(-9), live=False)
    soon = CourseFactory(lessons=1, review_by=in_days(30))
    LessonPage.objects.descendant_of(soon).update(review_by=in_days(-2))
    with django_assert_num_queries(1):
        listed = [(page.title, page.review_by) for page in review_pages()]
    assert listed == [(lessons_of(soon)[0].title, in_days(-2)), (soon.title, in_days(30))]


def test_an_owner_hears_once_a_week_what_is_due():
    owner, other = PersonFactory(password=None), PersonFactory(password=None)
    overdue = CourseFactory(lessons=0, review_by=in_days(-1), content_owner=owner)
    CourseFactory(lessons=0, review_by=in_days(7), content_owner=owner)
    CourseFactory(lessons=0, review_by=in_days(300), content_owner=other)
    assert (tell_review_due(), tell_review_due()) == (1, 1)
    message = Message.objects.get()
    assert (message.person, message.context["count"], message.context["overdue"]) == (owner, 2, 1)
    assert overdue.title in message.context["titles"]
    with clock.at(clock.now() + timedelta(days=7)):
        tell_review_due()
    assert Message.objects.count() == 2
