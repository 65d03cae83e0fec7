"""Public pages are sent again without the database, change with the next request, and hold nothing of anybody."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import clock, page_cache
from core.page_cache import Kept, Key, Shelf
from policies.models import Topic
from tests.people.factories import PersonFactory
from tests.policies.factories import make_policy

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_47]


@pytest.fixture(autouse=True)
def pages_are_kept(settings, tmp_path):
    settings.PUBLIC_PAGE_SECONDS, settings.VAR_DIR, settings.REDIS_URL = 60, tmp_path, ""
    page_cache.shelf.clear()
    yield
    page_cache.shelf.clear()


@pytest.fixture
def policy():
    return make_policy(title="楼道不停电动车")


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What happens in it is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def drawn(client, address, **headers):
    """The answer, and how many questions it asked of the database."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers=headers)
    return answer, len(asked)


@pytest.mark.both_databases
def test_the_second_visitor_costs_no_query(policy):
    first, questions = drawn(Client(), policy.url)
    again, none = drawn(Client(), policy.url)
    assert questions > 0
    assert none == 0
    assert again.content == first.content
    kept = {name: value for name, value in again.items() if name not in ("X-Request-ID", "Age")}
    assert kept == {name: value for name, value in first.items() if name != "X-Request-ID"}
    assert again["Age"] == "0"
    assert "Cookie" in again["Vary"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert again["X-Request-ID"] != first["X-Request-ID"]


def test_the_plain_pages_are_kept_too(policy):
    for address in (
        "/",
        "/policies/",
        "/courses/",
        "/about/",
        "/verify/",
        "/sitemap.xml",
        f"/public/policies/{policy.slug}/print/",
    ):
        assert Client().get(address).status_code == 200, address
        assert drawn(Client(), address)[1] == 0, address


def test_a_browser_asks_each_time_and_is_told_that_nothing_changed(policy):
    first = Client().get(policy.url)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=1"
    again, questions = drawn(Client(), policy.url, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, questions) == (304, b"", 0)
    assert again["ETag"] == first["ETag"]
    assert drawn(Client(), policy.url, **{"If-None-Match": '"another"'})[0].status_code == 200


def test_head_is_answered_from_what_get_drew_and_is_never_kept_itself(policy):
    Client().head(policy.url)
    body, questions = drawn(Client(), policy.url)
    assert questions > 0
    with CaptureQueriesContext(connection) as asked:
        head = Client().head(policy.url)
    assert (len(asked), head.content) == (0, b"")
    assert head["Content-Length"] == str(len(body.content))


class TestWhatChanges:
    def test_the_next_request_sees_what_was_published(self, policy, commits):
        Client().get(policy.url)
        policy.title = "楼道里不停电动车"
        with commits():
            policy.save_revision().publish()
        assert "楼道里不停电动车" in Client().get(policy.url).content.decode()

    def test_a_page_withdrawn_made_private_moved_or_deleted_is_gone_with_the_next_request(self, policy, commits):
        ways = (
            lambda page: page.unpublish(),
            lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
            lambda page: page.delete(),
        )
        for number, gone in enumerate(ways):
            page = make_policy(f"T2{number}")
            assert Client().get(page.url).status_code == 200
            with commits():
                gone(page)
            assert Client().get(page.url).status_code in (302, 404)

    def test_a_topic_that_was_renamed_shows_at_once(self, policy, commits):
        manager = Client()
        manager.force_login(PersonFactory(admin=True, password=None))
        Client().get(policy.url)
        topic = policy.topic
        data = {"name": "换了的名称", "slug": topic.slug, "icon": topic.icon, "position": topic.position}
        with commits():
            saved = manager.post(f"/cms/snippets/policies/topic/edit/{topic.pk}/", data)
        assert saved.status_code == 302
        assert "换了的名称" in Client().get(policy.url).content.decode()

    def test_what_is_rolled_back_changes_nothing(self, policy, django_capture_on_commit_callbacks):
        word = page_cache.generation()
        with django_capture_on_commit_callbacks(execute=False):
            page_cache.changed()
        assert page_cache.generation() == word

    def test_a_page_drawn_while_something_was_published_is_not_kept(self, policy, commits, monkeypatch):
        serve = type(policy).serve

        def changed_meanwhile(page, *args, **kwargs):
            answer = serve(page, *args, **kwargs).render()
            with commits():
                page_cache.changed()
            return answer

        with monkeypatch.context() as patch:
            patch.setattr(type(policy), "serve", changed_meanwhile)
            Client().get(policy.url)
        assert drawn(Client(), policy.url)[1] > 0

    def test_another_process_raises_the_same_word(self, policy, tmp_path):
        before = page_cache.generation()
        script = (
            "import sys; from django.conf import settings; "
            "settings.configure(VAR_DIR=sys.argv[1], REDIS_URL=''); "
            "from core import page_cache; page_cache._renew()"
        )
        command = [sys.executable, "-c", script, str(tmp_path)]
        subprocess.run(command, check=True, cwd=django_settings.BASE_DIR)
        assert page_cache.generation() not in ("", before)

    def test_a_word_that_cannot_be_written_or_read_is_no_error_and_sends_nothing_kept(self, policy, settings, tmp_path):
        Client().get(policy.url)
        settings.VAR_DIR = tmp_path / "missing"
        page_cache._renew()
        answer, questions = drawn(Client(), policy.url)
        assert answer.status_code == 200
        assert questions > 0


class TestRedis:
    def test_the_word_is_in_redis_and_a_lost_redis_is_a_page_drawn(self, policy, settings, monkeypatch):
        stored = {}

        class Away:
            def __getattr__(self, name):
                return {"get": stored.get, "set": lambda key, value, timeout: stored.update({key: value})}[name]

        settings.REDIS_URL = "redis://127.0.0.1:1"
        monkeypatch.setattr(page_cache, "cache", Away())
        Client().get(policy.url)
        assert drawn(Client(), policy.url)[1] == 0
        word = stored[page_cache.GENERATION]
        stored.clear()  # emptied: another word, nothing old is found
        assert drawn(Client(), policy.url)[1] > 0
        assert stored[page_cache.GENERATION] != word

        class Gone(Away):
            def __getattr__(self, name):
                return {"get": lambda key: None, "set": lambda *args, **kwargs: None}[name]

        monkeypatch.setattr(page_cache, "cache", Gone())
        for _time in range(2):
            answer, questions = drawn(Client(), policy.url)
            assert (answer.status_code, questions > 0) == (200, True)


class TestNothingOfAnybody:
    def test_nobody_signed_in_draws_a_page_for_others_or_is_sent_one(self, policy):
        somebody = PersonFactory(display_name="金丝雀一号")
        signed_in = Client()
        signed_in.force_login(somebody)
        assert "金丝雀一号" in signed_in.get(policy.url).content.decode()
        stranger, questions = drawn(Client(), policy.url)
        assert questions > 0
        assert "金丝雀一号" not in stranger.content.decode()
        again, questions = drawn(signed_in, policy.url)
        assert questions > 0
        assert "金丝雀一号" in again.content.decode()
        assert "private" in again["Cache-Control"]

    def test_notes_for_workers_tokens_and_cookies_are_in_nothing_that_is_kept(self, policy):
        policy.worker_script = "金丝雀二号"
        policy.save_revision().publish()
        staff = Client()
        staff.force_login(PersonFactory(admin=True, password=None))
        for client in (staff, Client(), Client()):
            answer = client.get(policy.url)
        text = answer.content.decode()
        assert "金丝雀二号" not in text
        assert "csrfmiddlewaretoken" not in text
        assert "sessionid" not in text
        assert not answer.cookies
        for kept in page_cache.shelf._pages.values():
            assert not any(name == "Set-Cookie" for name, _value in kept.headers)

    def test_forms_are_never_kept(self, policy):
        for address in ("/accounts/login/", "/verify/check/"):
            first, again = (Client().get(address) for _ in range(2))
            assert "Age" not in again
            assert first.content != again.content or "csrfmiddlewaretoken" not in again.content.decode()

    @pytest.mark.parametrize("cookie", ["sessionid", "messages"])
    def test_a_cookie_that_names_somebody_even_an_invented_one_passes_the_cache_by(self, policy, cookie):
        Client().get(policy.url)
        client = Client()
        client.cookies[cookie] = "invented"
        assert drawn(client, policy.url)[1] > 0

    def test_a_visitor_with_a_foreign_cookie_is_served_and_draws_for_nobody(self, policy):
        client = Client()
        client.cookies["campaign"] = "x"
        client.get(policy.url)
        assert drawn(client, policy.url)[1] > 0
        Client().get(policy.url)
        assert drawn(client, policy.url)[1] == 0

    def test_a_preview_of_an_editor_is_neither_kept_nor_sent_from_here(self, policy):
        Client().get(policy.url)
        policy.title = "还没有发布的题目"
        shown = policy.make_preview_request()
        assert "还没有发布的题目" in shown.content.decode()
        assert "还没有发布的题目" not in Client().get(policy.url).content.decode()


class TestVariants:
    def test_language_and_display_are_kept_apart(self, policy):
        seen = {}
        for name, cookies in {
            "zh": {},
            "en": {"django_language": "en"},
            "elder": {"gs_mode": "elder"},
            "dark": {"gs_theme": "dark"},
        }.items():
            for _time in range(2):
                client = Client()
                client.cookies.load(cookies)
                answer, questions = drawn(client, policy.url)
            assert questions == 0
            seen[name] = answer.content
        assert len(set(seen.values())) == 4
        assert b'lang="en"' in seen["en"]

    def test_an_invented_choice_is_no_variant(self, policy):
        Client().get(policy.url)
        client = Client()
        client.cookies.load({"gs_mode": "invented", "django_language": "xx", "gs_theme": "<script>"})
        answer, questions = drawn(client, policy.url)
        assert questions == 0
        assert b"invented" not in answer.content

    def test_hosts_are_kept_apart_and_only_those_the_settings_name(self, policy, settings):
        settings.ALLOWED_HOSTS = ["testserver", ".example.org", "b.example.com"]
        Client().get(policy.url)
        assert drawn(Client(), policy.url, host="b.example.com")[1] > 0
        for host in ("b.example.com", "any.example.org", "testserver:81"):
            for _time in range(2):
                _answer, questions = drawn(Client(), policy.url, host=host)
            assert (questions == 0) == (host == "b.example.com"), host
        assert Client().get(policy.url, headers={"host": "evil.test"}).status_code == 400

    def test_a_day_later_it_is_drawn_anew(self, policy, at):
        Client().get(policy.url)
        with at(clock.now() + timedelta(days=1)):
            assert drawn(Client(), policy.url)[1] > 0


class TestQueries:
    def test_what_the_list_understands_is_kept(self, policy):
        address = f"{policy.get_parent().url}?topic={policy.topic.slug}"
        Client().get(address)
        assert drawn(Client(), address)[1] == 0

    @pytest.mark.parametrize("query", ["?topic=invented", "?x=1", "?page=99", "?page=1&page=2", "?topic=", "?page=abc"])
    def test_what_it_does_not_understand_is_drawn_and_never_kept(self, policy, query):
        Topic.objects.create(name="没有政策的主题", slug="empty")
        address = policy.get_parent().url + query
        Client().get(address)
        assert drawn(Client(), address)[1] > 0
        assert not page_cache.shelf._pages

    def test_a_search_is_not_kept(self, policy):
        Client().get("/search/?q=电动车")
        assert not page_cache.shelf._pages

    def test_what_chat_programs_hang_on_an_address_is_taken_off(self, policy):
        shared = f"{policy.url}?from=timeline&isappinstalled=0&utm_source=%3Cb%3E"
        first = Client().get(shared)
        assert b"utm_source" not in first.content
        assert drawn(Client(), policy.url)[1] == 0
        assert drawn(Client(), shared)[1] == 0

    def test_slashes_put_in_make_no_second_page(self, policy):
        Client().get(policy.url.replace("/policies/", "/policies///"))
        assert not page_cache.shelf._pages


class TestProxy:
    def told(self, cookies, choices):
        return Client().get("/about/", headers={"cookie": cookies, "x-page-choices": choices}).get("X-Accel-Expires")

    def test_it_may_keep_a_page_until_the_end_of_this_second(self, policy):
        for _time in range(2):
            before = int(time.time())
            told = self.told("gs_mode=elder", "zh-hans|elder---")
            assert before <= int(told.removeprefix("@")) <= time.time()

    @pytest.mark.parametrize(
        "cookies", ["gs_mode=; gs_mode=elder", 'gs_mode="elder"', "gs_mode =elder", "django_language=en-us"]
    )
    def test_not_where_it_reads_the_cookies_differently(self, policy, cookies):
        assert self.told("", "zh-hans|---")
        assert not self.told(cookies, "zh-hans|---")

    def test_nothing_but_a_page_that_is_kept_is_told(self, policy):
        assert not self.told("sessionid=x", "zh-hans|---")
        assert not self.told("", "")
        for address in ("/search/?q=x", "/policies/?x=1", "/accounts/login/", "/nowhere/", "/sw.js"):
            assert "X-Accel-Expires" not in Client().get(address, headers={"x-page-choices": "zh-hans|---"}), address


def page(generation="a", size=10, drawn_at=None):
    return Kept(generation, drawn_at or time.monotonic(), (), b"x" * size, '"e"')


def key(path):
    return Key("http://testserver", path, "", "zh-hans", "---", "2026-11-24")


class TestShelf:
    def test_the_least_used_goes_when_it_is_full(self, monkeypatch):
        monkeypatch.setattr(page_cache, "MOST_BYTES", 25)
        shelf = Shelf()
        shelf.put(key("/1"), page())
        shelf.put(key("/2"), page())
        shelf.take(key("/1"), "a")
        shelf.put(key("/3"), page())
        assert [bool(shelf.take(key(path), "a")) for path in ("/1", "/2", "/3")] == [True, False, True]

    def test_of_many_who_come_for_a_changed_page_one_draws(self):
        shelf, results = Shelf(), []
        shelf.put(key("/1"), page("old"))
        assert shelf.take(key("/1"), "new") is None  # the first one draws
        waiting = [threading.Thread(target=lambda: results.append(shelf.take(key("/1"), "new"))) for _ in range(5)]
        for thread in waiting:
            thread.start()
        shelf.put(key("/1"), page("new"))
        shelf.done(key("/1"))
        for thread in waiting:
            thread.join(5)
        assert [found.generation for found in results] == ["new"] * 5

    def test_whoever_waits_in_vain_draws_too(self, monkeypatch):
        monkeypatch.setattr(page_cache, "PATIENCE", 0.01)
        shelf = Shelf()
        shelf.put(key("/1"), page("old"))
        assert shelf.take(key("/1"), "new") is None
        assert shelf.take(key("/1"), "new") is None

    def test_when_only_its_time_is_over_the_others_get_it_meanwhile(self):
        shelf = Shelf()
        shelf.put(key("/1"), page(drawn_at=time.monotonic() - 60.5))
        assert shelf.take(key("/1"), "a") is None
        assert shelf.take(key("/1"), "a").generation == "a"
