"""The explainers residents read: plain, complete, and with quizzes that a guesser does not pass."""

import re
from statistics import mean

import pytest
import yaml
from django.conf import settings

from core.phones import NATIONAL_NUMBERS
from policies.blocks import PLACEHOLDER, texts_in

DATA = yaml.safe_load((settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8"))
POLICIES = DATA["policies"]
NOT_SHOWN = {"worker_note", "unverified_basis", "demo_values", "quiz", "infographic"}
OVER_CHANCE = 0.15  # a naive strategy may beat chance by this much
OFFICIALESE = (
    "切实加强",
    "进一步推进",
    "认真贯彻",
    "高度重视",
    "狠抓",
    "抓好落实",
    "统筹推进",
    "深入开展",
    "扎实推进",
    "大力推进",
)


@pytest.fixture(params=POLICIES, ids=lambda policy: policy["code"])
def policy(request):
    return request.param


def shown(policy):
    return texts_in({key: value for key, value in policy.items() if key not in NOT_SHOWN})


def test_there_are_ten_and_each_topic_and_audience_has_an_icon_of_the_sprite():
    sprite = (settings.BASE_DIR / "core/static/core/icons/sprite.svg").read_text()
    icons = set(re.findall(r"id=['\"]([a-z-]+)", sprite))

    assert len(POLICIES) == 10
    assert {group["icon"] for group in DATA["topics"] + DATA["audiences"]} <= icons
    assert {policy["topic"] for policy in POLICIES} == {topic["name"] for topic in DATA["topics"]}


def test_the_first_screen_fits_in_120_characters(policy):
    answers = policy["first_screen"].values()

    assert sum(map(len, answers)) <= 120


def test_every_placeholder_has_its_value_and_every_value_its_use(policy):
    used = {name for text in shown(policy) for name in PLACEHOLDER.findall(text)}

    assert used == set(policy["demo_values"])
    assert all(policy["demo_values"].values())


def test_sentences_are_short_and_not_officialese(policy):
    text = "".join(f"{part}。" for part in shown(policy))
    sentences = [sentence for sentence in re.split(r"[。！？；]", text) if sentence.strip()]

    assert mean(map(len, sentences)) <= 25
    assert [word for word in OFFICIALESE if word in text] == []


def test_local_numbers_are_the_invented_one_and_12345_is_among_the_contacts(policy):
    numbers = {contact["phone"] for contact in policy["contacts"]}

    assert numbers <= NATIONAL_NUMBERS | {"0000-0000000"}
    assert "12345" in numbers


def test_dates_follow_one_another(policy):
    assert policy["published"] <= policy["effective"] < policy["review_due"]


def test_a_quiz_has_three_questions_with_one_answer_and_a_reason(policy):
    assert len(policy["quiz"]) == 3
    for question in policy["quiz"]:
        assert question.keys() == {"q", "o", "a", "e"}
        assert 2 <= len(question["o"]) <= 4
        assert len(set(question["o"])) == len(question["o"])
        assert question["a"] in range(1, len(question["o"]) + 1)
        assert all(isinstance(text, str) and text for text in [question["q"], question["e"], *question["o"]])


def longest(options, rank=0):
    """The chance of each option to be taken by a guesser who goes by length; ties are split."""
    size = sorted(map(len, options), reverse=True)[rank]
    return [(len(option) == size) / sum(len(other) == size for other in options) for option in options]


STRATEGIES = {
    "longest": longest,
    "shortest": lambda options: longest(options, -1),
    "last": lambda options: [float(place == len(options) - 1) for place in range(len(options))],
    **{f"always {n + 1}": lambda options, n=n: [float(place == n) for place in range(len(options))] for n in range(3)},
}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_guesser_who_knows_nothing_does_little_better_than_chance(strategy):
    questions = [question for policy in POLICIES for question in policy["quiz"]]
    chance = mean(1 / len(question["o"]) for question in questions)
    score = mean(STRATEGIES[strategy](question["o"])[question["a"] - 1] for question in questions)

    assert score - chance <= OVER_CHANCE
