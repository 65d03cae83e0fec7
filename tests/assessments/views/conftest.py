import pytest
from django.conf import settings


@pytest.fixture
def client_of(client):
    """`client_of(person)` is a browser in which the person is logged in."""

    def log_in(person):
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in
