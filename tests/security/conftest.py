"""One county per module, thrown away at its end; each test works in a transaction inside it."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.security import world


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(county):
    """The session cookie of each person; everybody logged in once."""
    cookies = {}
    for name, person in county.people.items():
        client = Client()
        client.force_login(person)
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cookies


@pytest.fixture
def client_of(sessions, db):
    """`client_of("owner")`: a new browser in which that person is signed in ("anonymous": nobody)."""

    def open_client(name: str, **options) -> Client:
        client = Client(raise_request_exception=False, **options)
        if name != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[name]
        return client

    return open_client
