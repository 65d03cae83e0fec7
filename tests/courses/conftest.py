"""A learner, and a course to learn."""

import pytest

from tests.courses.factories import CourseFactory, EnrolmentFactory
from tests.people.factories import PersonFactory
from tests.support.shared import made_once


@pytest.fixture
def learner(db, client):
    """A person who is signed in."""
    person = PersonFactory(password=None)
    client.force_login(person)
    return person


course_of_module = made_once(lambda: CourseFactory(with_exam=True))


@pytest.fixture
def course(course_of_module, db):
    """Two lessons with a check each, and an exam."""
    return course_of_module()


@pytest.fixture
def enrolled(learner, course):
    """The learner is enrolled in the course."""
    return EnrolmentFactory(person=learner, course=course)
