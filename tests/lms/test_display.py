"""长辈版, contrast, colours and language: plain links that write a cookie and nothing else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.http import urlencode

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client()


@pytest.mark.parametrize(
    ("name", "value", "cookie"),
    [
        ("mode", "elder", "gs_mode"),
        ("contrast", "high", "gs_contrast"),
        ("text", "l", "gs_text"),
        ("theme", "dark", "gs_theme"),
        ("theme", "light", "gs_theme"),
    ],
)
def test_a_choice_is_kept_in_a_cookie_and_leads_back(client, name, value, cookie):
    answer = client.get("/display/", {name: value, "next": "/feedback/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/feedback/?a=1")
    assert answer.cookies[cookie].value == value
    assert answer.cookies[cookie]["samesite"] == "Lax"


def test_no_choice_deletes_the_cookie(client):
    client.get("/display/", {"mode": "elder"})
    answer = client.get("/display/", {"mode": "", "next": "/"})
    assert answer.cookies["gs_mode"]["max-age"] == 0


@pytest.mark.parametrize("query", [{"mode": "<script>"}, {"theme": "pink"}, {"colour": "red"}])
def test_an_unknown_choice_writes_nothing(client, query):
    assert not client.get("/display/", query).cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:///evil.example", "\\\\evil"]
)
@pytest.mark.parametrize("address", ["/display/?mode=elder", "/language/?lang=en"])
def test_next_never_leaves_this_host(client, address, target):
    answer = client.get(f"{address}&{urlencode({'next': target})}")
    assert answer["Location"] == "/"


@pytest.mark.parametrize("address", ["/display/?mode=elder", "/language/?lang=en"])
def test_a_choice_touches_no_session_and_is_never_cached(client, address):
    answer = client.get(address)
    assert "sessionid" not in answer.cookies
    assert not Session.objects.exists()
    assert "no-store" in answer["Cache-Control"]
    assert client.post(address).status_code == 405


def test_the_language_is_kept_and_shown(client):
    assert '<html lang="zh-Hans"' in client.get("/feedback/").text
    client.get("/language/", {"lang": "en"})
    assert '<html lang="en"' in client.get("/feedback/").text


def test_the_language_is_not_guessed_from_the_browser(client):
    assert '<html lang="zh-Hans"' in client.get("/feedback/", headers={"accept-language": "en"}).text


def test_an_unknown_language_changes_nothing(client):
    assert not client.get("/language/", {"lang": "xx"}).cookies


def test_elder_mode_marks_the_page_and_brings_its_tools(client):
    assert "data-mode" not in client.get("/feedback/").text
    client.get("/display/", {"mode": "elder", "text": "l"})
    html = client.get("/feedback/").text
    assert 'data-mode="elder"' in html
    assert 'data-text="l"' in html
    assert "退出长辈版" in html
    assert "字小" in html


@pytest.mark.parametrize(
    ("theme", "media"), [("", 'media="(prefers-color-scheme: dark)"'), ("dark", 'media="all"'), ("light", None)]
)
def test_the_dark_sheet_follows_the_choice(client, theme, media):
    client.cookies["gs_theme"] = theme
    html = client.get("/feedback/").text
    assert ("tokens-dark" in html) is (media is not None)
    assert media is None or media in html


def test_a_forged_cookie_counts_as_no_choice(client):
    client.cookies["gs_mode"] = '"><script>'
    assert "data-mode" not in client.get("/feedback/").text


def test_the_page_of_choices_marks_the_current_ones(client):
    client.cookies["gs_theme"] = "dark"
    html = client.get("/display/", {"next": "/feedback/"}).text
    assert html.count('aria-current="true"') == 5
    assert 'href="/display/?theme=light' in html
    assert 'href="/feedback/"' in html


def test_pages_vary_by_cookie(client):
    assert "Cookie" in client.get("/feedback/")["Vary"]
