"""Messages: told once, shown, read, e-mailed."""

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist

from core.jobs import run_due_jobs_here
from people.models import Message
from people.services import deliver_message, notify
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
ROLE = {"role_name": "讲师", "unit": "青石街道", "starts": "2026-11-24"}


def tell(person, key="k", **context):
    return notify(person, "role_granted", {**ROLE, **context}, key)


def test_the_same_key_tells_once():
    person = PersonFactory(password=None)
    assert tell(person) == tell(person)
    assert Message.objects.filter(person=person).count() == 1


def test_two_people_are_both_told_with_one_key():
    tell(PersonFactory(password=None))
    tell(PersonFactory(password=None))
    assert Message.objects.count() == 2


def test_an_unknown_template_is_found_at_once():
    with pytest.raises(TemplateDoesNotExist):
        notify(PersonFactory(password=None), "no-such", {}, "k")


def test_a_message_is_mailed_once_to_those_with_an_address(django_capture_on_commit_callbacks, settings):
    settings.BASE_URL = "https://xuetang.example"
    with django_capture_on_commit_callbacks():
        message = tell(PersonFactory(password=None, email="li@example.org"), url="/my/")
        tell(PersonFactory(password=None))
    run_due_jobs_here()
    assert [each.to for each in mail.outbox] == [["li@example.org"]]
    assert mail.outbox[0].subject == "您有了新的角色：讲师"
    assert "https://xuetang.example/my/" in mail.outbox[0].body
    assert deliver_message(message.pk) is False
    assert len(mail.outbox) == 1


def test_the_inbox_shows_ones_own_messages_with_their_state_in_words(client):
    person = PersonFactory(password=None)
    tell(person, unit="<b>青石</b>")
    tell(PersonFactory(password=None), "other", unit="别人的街道")
    client.force_login(person)
    words = client.get("/my/inbox/").content.decode()
    assert "未读：" in words
    assert "1 条没看" in words
    assert "&lt;b&gt;青石&lt;/b&gt;" in words
    assert "别人的街道" not in words


def test_opening_a_message_marks_it_read_and_leads_on(client):
    person = PersonFactory(password=None)
    message = tell(person, url="/my/")
    client.force_login(person)
    assert client.get(f"/my/inbox/{message.pk}/open/").status_code == 405
    assert client.post(f"/my/inbox/{message.pk}/open/")["Location"] == "/my/"
    assert "已读：" in client.get("/my/inbox/").content.decode()


def test_a_message_never_leads_to_another_site(client):
    person = PersonFactory(password=None)
    client.force_login(person)
    for key, url in (("a", "https://evil.example/"), ("b", "//evil.example/"), ("c", "javascript:alert(1)")):
        assert client.post(f"/my/inbox/{tell(person, key, url=url).pk}/open/")["Location"] == "/my/inbox/"


def test_a_foreign_message_and_a_missing_one_answer_the_same_and_stay_unread(client):
    foreign = tell(PersonFactory(password=None))
    client.force_login(PersonFactory(password=None))
    answers = [client.post(f"/my/inbox/{pk}/open/") for pk in (foreign.pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_all_are_marked_read_at_once_but_only_ones_own(client):
    person, other = PersonFactory(password=None), PersonFactory(password=None)
    for key in "abc":
        tell(person, key)
    tell(other)
    client.force_login(person)
    client.post("/my/inbox/read-all/")
    assert not Message.objects.filter(person=person).unread().exists()
    assert Message.objects.filter(person=other).unread().exists()


def test_an_empty_inbox_says_what_will_come(client):
    client.force_login(PersonFactory(password=None))
    assert "还没有消息" in client.get("/my/inbox/").content.decode()


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get("/my/inbox/")["Location"] == "/accounts/login/?next=/my/inbox/"


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_costs_the_same_queries_for_one_and_three(client, number, django_assert_max_num_queries):
    person = PersonFactory(password=None)
    for key in range(number):
        tell(person, str(key))
    client.force_login(person)
    with django_assert_max_num_queries(9):
        client.get("/my/inbox/")


def test_a_long_inbox_has_pages(client):
    person = PersonFactory(password=None)
    for key in range(21):
        tell(person, str(key))
    client.force_login(person)
    assert client.get("/my/inbox/").content.decode().count("未读：") == 20
    assert client.get("/my/inbox/?page=2").content.decode().count("未读：") == 1
