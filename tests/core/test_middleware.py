"""Headers of every answer: the strict policy everywhere, the relaxed one for the editing screens only."""

import pytest

from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def policy(response):
    parts = [part.strip().split(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", ["/accounts/login/", "/no-such-page/", "/privacy/", "/healthz"])
def test_the_site_runs_no_inline_script_and_asks_no_other_host(client, path):
    directives = policy(client.get(path))
    assert directives["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert directives[name] == ["'self'"]
    assert directives["base-uri"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'self'"]
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_the_editing_screens_may_run_their_inline_scripts_and_still_ask_no_other_host(client):
    client.force_login(PersonFactory(admin=True, password=None))
    directives = policy(client.get("/cms/"))
    assert directives["script-src"] == ["'self'", "'unsafe-inline'"]
    assert not any("http" in value or value == "*" for values in directives.values() for value in values)


def test_a_path_that_only_looks_like_the_editing_screens_is_strict(client):
    assert "unsafe" not in client.get("/cmsx/")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/accounts/login/", "/no-such-page/", "/healthz"])
def test_the_other_headers_are_there(client, path):
    response = client.get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_each_answer_has_an_id_of_our_own(client):
    first, second = (client.get("/healthz", headers={"X-Request-ID": "forged"})["X-Request-ID"] for _ in range(2))
    assert len(first) == 32
    assert first != second
