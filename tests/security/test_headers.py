"""What browsers and caches are told on every kind of page, and what production turns on."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from tests.test_settings import WHOLE, variables_read

PUBLIC = ["/", "/courses/", "/courses/sec101/", "/policies/", "/policies/policy-s1/", "/public/policies/policy-s1/print/",
          "/public/policies/policy-s1/poster/", "/public/policies/policy-s1/infographic/",
          "/public/policies/policy-s1/changes/", "/public/policies/rss.xml", "/who/", "/who/clutter/", "/glossary/", "/search/",
          "/cards/", "/cards/card-s1/", "/cards/card-s1/print/",
          "/about/", "/verify/", "/feedback/", "/privacy/", "/accessibility/", "/robots.txt", "/sitemap.xml"]  # fmt: skip
OTHER = [
    "/accounts/login/",
    "/public/policies/policy-s1/check/",
    "/public/policies/policy-s1/useful/",
    "/verify/check/",
    "/nowhere/",
    "/accounts/password/reset/",
]
PRIVATE = ["/my/", "/my/inbox/", "/my/competency/", "/my/competency/EMG/", "/my/certificates/", "/my/certificates/{certificate}/",
           "/assessments/", "/assessments/attempts/{attempt}/", "/assessments/attempts/{attempt}/state/",
           "/assessments/attempts/{finished}/result/", "/assessments/entries/{entry}/", "/jobs/{job}/", "{lesson}",
           "/learn/policies/policy-s1/"]  # fmt: skip
MANAGED = [
    "/manage/",
    "/manage/people/",
    "/manage/people/{person}/",
    "/manage/export.csv",
    "/manage/awareness/",
    "/my/certificates/{certificate}/pdf/",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def fill(county):
    own = county.of("owner")
    things = {
        "certificate": own.certificate.pk,
        "attempt": own.attempt.pk,
        "finished": own.finished.pk,
        "entry": own.entry.pk,
        "job": own.job.pk,
        "person": county.people["owner"].pk,
        "lesson": own.lesson.url,
    }
    return lambda path: path.format(**things)


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def test_every_page_tells_browsers_to_be_strict(client_of, fill):
    asked = [("anonymous", path) for path in PUBLIC + OTHER]
    asked += [("owner", fill(path)) for path in PRIVATE] + [("manager", fill(path)) for path in MANAGED]
    for who, path in asked:
        response = client_of(who).get(path)
        rules = policy(response)
        assert "unsafe" not in str(rules), path
        assert rules["default-src"] == "'none'", path
        assert rules["script-src"] == rules["style-src"] == rules["frame-ancestors"] == "'self'", path
        assert rules["base-uri"] == "'none'", path
        assert rules["form-action"] == "'self'", path
        assert response.headers["X-Content-Type-Options"] == "nosniff", path
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN", path
        assert response.headers["Referrer-Policy"] == "same-origin", path
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", path


def test_only_the_editing_screens_may_run_inline_scripts(client_of):
    inside = policy(client_of("admin").get("/cms/"))
    assert "'unsafe-inline'" in inside["script-src"]
    assert "'unsafe-eval'" not in str(inside)
    assert inside["frame-ancestors"] == "'self'"
    assert "'unsafe-inline'" not in str(policy(client_of("admin").get("/manage/")))


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_gives_strangers_no_cookie_and_no_token(client_of, path):
    response = client_of("anonymous").get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "public" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_of_somebody_signed_in_is_kept_by_no_shared_cache(client_of, path):
    assert "public" not in client_of("owner").get(path).headers["Cache-Control"]


@pytest.mark.parametrize(("who", "paths"), [("owner", PRIVATE), ("manager", MANAGED)])
def test_a_private_page_is_stored_nowhere(client_of, fill, who, paths):
    for path in paths:
        response = client_of(who).get(fill(path))
        assert response.status_code == 200, path
        assert "no-store" in response.headers["Cache-Control"], path
        assert "private" in response.headers["Cache-Control"], path


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(county, client_of):
    from tests.people.factories import PASSWORD

    client = client_of("anonymous")
    client.get("/accounts/login/")
    before = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    client.post("/accounts/login/", {"login": "owner", "password": PASSWORD})
    session, token = client.cookies[django_settings.SESSION_COOKIE_NAME], client.cookies["csrftoken"]
    assert session["httponly"]
    assert session["samesite"] == token["samesite"] == "Lax"
    assert (
        before is None or before.value != session.value
    )  # a session given to somebody before the log-in is worth nothing
    client.post("/accounts/logout/")
    assert client.get("/my/").status_code == 302


def test_a_download_is_a_download(client_of, fill):
    for path in ("/manage/export.csv", "/manage/export.xlsx"):
        response = client_of("manager").get(path)
        assert response.headers["Content-Disposition"].startswith("attachment"), path
        assert response.headers["X-Content-Type-Options"] == "nosniff", path


def test_production_turns_every_guard_on(tmp_path):
    names = ["DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT",
             "SECURE_HSTS_SECONDS", "MFA_REQUIRED_FOR_MANAGERS", "ALLOWED_HOSTS", "SECURE_PROXY_SSL_HEADER"]  # fmt: skip
    code = f"import json, lms.settings.production as s; print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    clean = {name: value for name, value in os.environ.items() if name not in variables_read()}
    values = {**clean, **WHOLE, "GRIDSCHOOL_VAR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=django_settings.BASE_DIR, env=values, capture_output=True, text=True
    )
    found = json.loads(run.stdout)
    assert found.pop("SECURE_HSTS_SECONDS") >= 30 * 24 * 3600
    assert "*" not in found.pop("ALLOWED_HOSTS")
    assert found.pop("SECURE_PROXY_SSL_HEADER") is None  # a header anybody may send is believed only behind a proxy
    assert not found.pop("DEBUG")
    assert not found.pop("DEMO")
    assert all(found.values()), found
