"""小测验 over HTTP, as a browser without scripts goes through it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from core import clock, throttle
from core.device import COOKIE
from people.enums import UnitKind
from policies.models import AwarenessAnswer
from policies.views import check as view
from tests.people.factories import UnitFactory
from tests.policies.factories import make_policy
from tests.policies.quizzes import QUIZ, make_quizzed

pytestmark = pytest.mark.django_db
CHECK = "/public/policies/policy-t1/check/"
RIGHT = {
    "车可以停在楼梯间吗？": "不可以",
    "电池泡过水怎么办？": "停用，请网点检测",
    "什么时候充电？": "每天6:00到22:00",
}
CODE = "990123001001"


@pytest.fixture
def policy():
    return make_quizzed()


@pytest.fixture
def community():
    street = UnitFactory(kind=UnitKind.STREET, name="东关街道", division_code="990123001000")
    return UnitFactory(kind=UnitKind.COMMUNITY, name="青松社区", parent=street, division_code=CODE)


def html(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


def field(body, name):
    return re.search(rf'name="{name}" value="([^"]*)"', body)[1]


def options(body):
    """Text of each option → its value."""
    found = re.findall(r'name="choice" value="(\d)".*?choice__text">([^<]+)</span>', body, re.S)
    return {text: value for value, text in found}


def stem(body):
    return re.sub("<[^>]+>", "", re.search(r'class="stem lead">(.*?)</(?:legend|h2)>', body, re.S)[1])


def answer(client, body, *, right=True, **more):
    """Answer the question of `body`; the explanation that follows."""
    offered = options(body)
    choice = next(value for text, value in offered.items() if (text == RIGHT[stem(body)]) is right)
    return client.post(CHECK, {"state": field(body, "state"), "choice": choice, **more}, follow=True)


def go_on(client, response):
    """Tap 下一题 or 看结果."""
    return client.get(
        CHECK + re.search(r'class="btn btn--big grow" href="(\?[^"]+)"', html(response))[1].replace("&amp;", "&")
    )


def take(client, *, rights=(True, True, True), start=CHECK, **first):
    """The whole check; the page at the end."""
    response = client.get(start)
    for number, right in enumerate(rights):
        response = answer(client, html(response), right=right, **(first if not number else {}))
        response = go_on(client, response)
    return html(response)


def test_three_questions_one_at_a_time_each_explained_at_once(client, policy):
    body = html(client.get(CHECK))
    assert "第 1 题，共 3 题" in body and "电池泡过水" not in body
    told = html(answer(client, body, right=False))
    assert "楼梯间是逃生的路" in told and "您选了这个，不对" in told and "这样做是对的" in told
    assert "第 1 题，共 3 题" in told
    end = take(client, rights=(True, False, True))
    assert "3 题答对 2 题" in end
    assert "白天有人看着" in end and "泡水电池几小时后也会起火" in end
    assert f'href="{policy.url}#points"' in end or f'href="{policy.url}#how"' in end


def test_what_was_shown_at_the_end_is_what_is_counted(client, policy, community):
    end = take(client, rights=(True, False, True), start=f"{CHECK}?at={CODE}")
    row = AwarenessAnswer.objects.get()
    assert "3 题答对 2 题" in end and "已经计入统计" in end
    assert (row.right, row.asked, row.policy_version, row.community, row.from_poster) == (2, 3, 2, community, True)
    assert [one["right"] for one in row.answers] == [True, False, True]
    assert row.answers[0]["chosen"] == QUIZ[0]["right"] and row.answers[1]["chosen"] == 2
    assert row.week.weekday() == 0


def test_the_key_and_the_reasons_are_not_in_the_page_before_the_answer(client, policy):
    wall, question = html(client.get(policy.url)), html(client.get(CHECK))
    for body in (wall, question):
        assert not [row["explanation"] for row in QUIZ if row["explanation"] in body]
        assert "verdict" not in body
    state = field(question, "state")
    assert client.get(f"{CHECK}?s={state}&next=1").status_code == 200
    assert not [
        row["explanation"] for row in QUIZ if row["explanation"] in html(client.get(f"{CHECK}?s={state}&next=1"))
    ]
    assert "is-passed" not in question and "is-failed" not in question
    places = {options(html(client.get(CHECK)))["不可以"] for _try in range(30)}
    assert places == {"1", "2", "3"}


def test_the_key_is_not_in_the_search_nor_in_what_is_printed(client, policy):
    for address in (f"/search/?q={RIGHT['电池泡过水怎么办？']}", "/public/policies/policy-t1/print/", "/policies/"):
        assert "泡水电池" not in html(client.get(address)), address


def test_the_second_try_in_a_week_shows_the_answers_and_does_not_count(client, policy):
    take(client, rights=(False, False, False))
    end = take(client)
    assert "3 题答对 3 题" in end and "这一周已经答过一次" in end
    assert AwarenessAnswer.objects.get().right == 0
    with clock.at(clock.now() + timedelta(days=7)):
        assert "已经计入统计" in take(client)
    assert AwarenessAnswer.objects.count() == 2


def test_two_devices_count_twice_and_their_rows_cannot_be_laid_side_by_side(client, policy):
    make_quizzed("T2")
    take(client), take(Client())
    token = client.cookies[COOKIE].value
    assert len({row.device for row in AwarenessAnswer.objects.all()}) == 2
    assert not AwarenessAnswer.objects.filter(device__contains=token).exists()


def test_without_cookies_the_answers_are_shown_and_not_counted(policy):
    end, body = "", html(Client().get(CHECK))
    client = Client()
    for _number in range(3):
        client.cookies.clear()
        response = answer(client, body)
        client.cookies.clear()
        body = html(go_on(client, response))
        end = body
    assert "不保存 Cookie" in end and not AwarenessAnswer.objects.exists()


def test_no_option_chosen_is_said_at_the_question(client, policy):
    body = html(client.get(CHECK))
    again = html(client.post(CHECK, {"state": field(body, "state")}), 422)
    assert "请先选一项" in again and stem(again) == stem(body)
    assert html(client.post(CHECK, {"state": field(body, "state"), "choice": "9"}), 422)


@pytest.mark.parametrize("state", ["", "rubbish", "x" * 5000, "WzFd:1abc:def"])
def test_a_state_of_ones_own_begins_anew(client, policy, state):
    body = html(client.post(CHECK, {"state": state, "choice": "1"}))
    assert "请从第一题开始答" in body and "第 1 题" in body
    assert "第 1 题" in html(client.get(CHECK, {"s": state}))
    assert not AwarenessAnswer.objects.exists()


def test_the_state_of_another_page_and_of_questions_that_changed_begins_anew(client, policy):
    make_quizzed("T2")
    foreign = field(html(client.get("/public/policies/policy-t2/check/")), "state")
    assert "请从第一题开始答" in html(client.post(CHECK, {"state": foreign, "choice": "1"}))
    own = field(html(client.get(CHECK)), "state")
    make_policy(quiz=[{**QUIZ[0], "question": "车可以停在门厅吗？"}, *QUIZ[1:]], version=3)
    assert "请从第一题开始答" in html(client.post(CHECK, {"state": own, "choice": "1"}))


def test_a_check_left_open_for_hours_begins_anew(client, policy, monkeypatch):
    state = field(html(client.get(CHECK)), "state")
    monkeypatch.setattr(view, "OPEN_SECONDS", -1)
    assert "请从第一题开始答" in html(client.post(CHECK, {"state": state, "choice": "1"}))


def test_the_end_sent_again_counts_once(client, policy):
    response = client.get(CHECK)
    for _number in range(2):
        response = go_on(client, answer(client, html(response)))
    body = html(response)
    for _try in range(3):
        answer(client, body)
    assert AwarenessAnswer.objects.count() == 1


def test_the_community_is_chosen_or_left_out(client, policy, community):
    body = html(client.get(CHECK))
    assert "您住在哪个社区？" in body and "青松社区" in body and '<optgroup label="东关街道">' in body
    take(client, community=CODE)
    assert AwarenessAnswer.objects.get().community == community and not AwarenessAnswer.objects.get().from_poster
    other = Client()
    take(other, community="")
    assert AwarenessAnswer.objects.exclude(community=community).get().community is None
    assert html(Client().post(CHECK, {"state": field(body, "state"), "choice": "1", "community": "1"}), 422)


def test_the_poster_tells_the_community_also_by_way_of_the_cached_page(client, policy, community):
    poster = client.get(f"{policy.url}?at={CODE}001")
    assert not poster.cookies and "gs_community" not in html(poster)
    body = html(client.get(CHECK, headers={"referer": f"http://testserver{policy.url}?at={CODE}001"}))
    assert "只统计青松社区" in body and "您住在哪个社区" not in body
    assert client.cookies[view.COMMUNITY_COOKIE]["httponly"]
    assert "只统计青松社区" in html(client.get(CHECK))
    assert "您住在哪个社区？" in html(client.get(f"{CHECK}?at="))


@pytest.mark.parametrize("at", ["990123009009", "abc", "", "9" * 40, "٩٩٠١٢٣٠٠١٠٠١"])
def test_a_code_of_nowhere_asks_for_the_community(client, policy, community, at):
    assert "您住在哪个社区？" in html(client.get(CHECK, {"at": at}))


def test_a_page_without_a_check_has_none(client):
    make_policy()
    assert client.get(CHECK).status_code == 404
    assert "小测验" not in html(client.get("/policies/policy-t1/"))
    assert client.get("/public/policies/nothing/check/").status_code == 404


def test_the_option_tapped_on_the_page_is_ticked(client, policy):
    for _try in range(5):
        body = html(client.get(f"{CHECK}?pick=2"))
        assert re.search(r'checked><span[^>]*>\w</span><span class="choice__text">不可以<', body)
    for rubbish in ("9", "x", "-1", "٢"):
        assert " checked" not in html(client.get(CHECK, {"pick": rubbish}))


def test_the_page_on_the_wall_is_kept_by_caches_and_the_check_is_not(client, policy):
    wall, form = client.get(policy.url), client.get(CHECK)
    assert "public" in wall["Cache-Control"] and not wall.cookies and "csrfmiddlewaretoken" not in html(wall)
    assert f'href="{CHECK}"' in html(wall) and "车可以停在楼梯间吗" in html(wall)
    assert "no-store" in form["Cache-Control"] and form["X-Robots-Tag"].startswith("noindex")


def test_a_device_or_an_address_that_answers_without_end_waits(client, policy, monkeypatch):
    monkeypatch.setattr(view, "DEVICE_TRIES", 2)
    body = html(client.get(CHECK))
    for expected in (200, 200, 429):
        response = client.post(CHECK, {"state": field(body, "state"), "choice": "1"}, follow=True)
        assert response.status_code == expected
    assert response["Retry-After"] and "请" in response.content.decode()
    monkeypatch.setattr(view, "ADDRESS_TRIES", 3)
    fresh = Client()
    assert fresh.post(CHECK, {"state": field(html(fresh.get(CHECK)), "state"), "choice": "1"}).status_code == 302
    again = Client()
    assert again.post(CHECK, {"state": field(html(again.get(CHECK)), "state"), "choice": "1"}).status_code == 429
    assert throttle.seconds_left("check-address", "127.0.0.1") > 0


def test_a_check_asks_the_database_as_little_with_many_communities(
    client, policy, community, django_assert_max_num_queries
):
    html(client.get(CHECK))
    with django_assert_max_num_queries(12) as one:
        html(client.get(CHECK))
    for number in range(2, 4):
        UnitFactory(kind=UnitKind.COMMUNITY, parent=community.get_parent(), division_code=f"99012300100{number}")
    with django_assert_max_num_queries(12) as three:
        html(client.get(CHECK))
    assert len(three) == len(one)


def test_a_redirect_stays_on_the_site(client, policy):
    response = client.post(CHECK, {"state": field(html(client.get(CHECK)), "state"), "choice": "1"})
    assert urlsplit(response["Location"]).path == CHECK and not urlsplit(response["Location"]).netloc
