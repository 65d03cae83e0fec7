"""这页有用吗？ over HTTP: three links on the page, a form of its own, one vote per device and version."""

import pytest
from django.test import Client

from policies.models import UsefulnessVote
from policies.views import useful as view
from tests.policies.factories import make_policy

pytestmark = pytest.mark.django_db
USEFUL = "/public/policies/policy-t1/useful/"


@pytest.fixture
def policy():
    return make_policy()


def html(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_the_three_taps_are_plain_links_and_a_tap_alone_writes_nothing(client, policy):
    wall = html(client.get(policy.url))
    for answer in ("clear", "partly", "not_solved"):
        assert f'href="{USEFUL}?answer={answer}"' in wall
        body = html(client.get(f"{USEFUL}?answer={answer}"))
        assert f'value="{answer}"' in body and body.count(" checked") == 1
    assert " checked" not in html(client.get(f"{USEFUL}?answer=nonsense"))
    assert not UsefulnessVote.objects.exists()


def test_a_vote_is_kept_with_reason_and_words(client, policy):
    said = {"answer": "partly", "because": "hard", "words": "“自动断电”是什么？"}
    assert "谢谢" in html(client.post(USEFUL, said, follow=True))
    vote = UsefulnessVote.objects.get()
    assert (vote.useful, vote.because, vote.words, vote.policy_version) == ("partly", "hard", said["words"], 2)


def test_a_later_tap_replaces_the_earlier_one_and_who_understood_has_no_reason(client, policy):
    client.post(USEFUL, {"answer": "not_solved", "because": "missing"})
    client.post(USEFUL, {"answer": "clear", "because": "missing"})
    assert [(vote.useful, vote.because) for vote in UsefulnessVote.objects.all()] == [("clear", "")]
    Client().post(USEFUL, {"answer": "clear"})
    assert UsefulnessVote.objects.count() == 2, "a device without a cookie yet is another device"


def test_the_next_version_of_the_page_is_voted_on_anew(client, policy):
    client.post(USEFUL, {"answer": "not_solved"})
    make_policy(version=3, one_sentence="车停楼外，充电去充电点。")
    client.post(USEFUL, {"answer": "clear"})
    assert {(vote.policy_version, vote.useful) for vote in UsefulnessVote.objects.all()} == {
        (2, "not_solved"),
        (3, "clear"),
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [({}, "请先选一项"), ({"answer": "x"}, "请从三项里选一项"), ({"answer": "clear", "words": "长" * 201}, "200")],
)
def test_what_cannot_be_taken_is_said_at_the_field(client, policy, said, told):
    assert told in html(client.post(USEFUL, said), 422)
    assert not UsefulnessVote.objects.exists()


def test_who_taps_without_end_waits(client, policy, monkeypatch):
    monkeypatch.setattr(view, "DEVICE_TRIES", 2)
    client.get(USEFUL)
    answers = [client.post(USEFUL, {"answer": "clear"}) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429] and answers[2]["Retry-After"]
    monkeypatch.setattr(view, "ADDRESS_TRIES", 3)
    assert [Client().post(USEFUL, {"answer": "clear"}).status_code for _try in range(2)] == [302, 429]


def test_a_page_that_is_not_there_is_not_voted_on(client, policy):
    policy.unpublish()
    assert client.get(USEFUL).status_code == client.post(USEFUL, {"answer": "clear"}).status_code == 404
