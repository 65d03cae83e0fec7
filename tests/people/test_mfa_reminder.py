"""The advice to turn on the second factor, where nothing requires it."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from lms.context import Chrome
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def reminded(person, path="/manage/"):
    return Chrome(RequestFactory().get(path), person).mfa_reminder


def test_a_manager_is_reminded_on_manager_pages_only():
    manager = PersonFactory(manager=True, password=None)
    assert reminded(manager)
    assert not reminded(manager, "/my/")


def test_a_learner_is_not_reminded_nor_somebody_with_a_second_factor():
    assert not reminded(PersonFactory(grid_worker=True, password=None))
    manager = PersonFactory(manager=True, password=None)
    manager.authenticator_set.create(type="totp", data={})
    assert not reminded(manager)


def test_nobody_is_reminded_where_it_is_required_anyway(settings):
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    assert not reminded(PersonFactory(manager=True, password=None))


def test_the_reminder_says_where():
    assert 'href="/accounts/2fa/"' in render_to_string("chrome/mfa_reminder.html")
