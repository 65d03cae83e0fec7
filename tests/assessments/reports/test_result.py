"""The page of a result holds what may be seen, and nothing else: neither in the page nor in what the database was asked."""

import itertools
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.enums import Show
from assessments.models import Attempt, question_kinds
from assessments.reports import result_for
from tests.assessments.factories import FACTORIES, NOON, WRONG, EntryFactory, make_attempt, make_exam

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_33, pytest.mark.anchor_37]
KEY = re.compile(r'"assessments_questionversion"\."key"')
WHOLE_KEY = re.compile(r'"assessments_questionversion"\."key"(, "| FROM| AS)')
KINDS = sorted(set(question_kinds()) & set(FACTORIES))
CLOSES = NOON + timedelta(hours=2)
# What only a page with the key says.
KEY_WORDS = ("应当选", "应为", "应在第")
EXPLANATION, BASIS = "CANARY-EXPLANATION", "CANARY-BASIS"


@pytest.fixture(autouse=True)
def noon(at):
    with at(NOON):
        yield


def handed_in(kind, *, passed=False, last=False, **shows):
    """A wrong answer to a question of this kind, released at once; `passed` and `last` settle it for the candidate."""
    question = FACTORIES[kind](explanation=EXPLANATION, basis=BASIS)
    paper = services.save_paper(code="P", title="试卷", items=[(question, 7, False)], by=None)
    rules = {"attempts_allowed": 1 if last else 3, "closes": CLOSES, "minutes": 30, **shows}
    exam = services.save_exam(code="K", title="考试", paper=paper, by=None, **rules)
    attempt = make_attempt(entry=EntryFactory(exam=exam), answers={1: WRONG[kind]}, submitted=True)
    if passed:
        Attempt.objects.filter(pk=attempt.pk).update(passed=True)
        attempt.refresh_from_db()
    return attempt


def page(client, attempt):
    client.force_login(attempt.entry.person)
    html = client.get(f"/assessments/attempts/{attempt.pk}/result/", {"show": "all"}).content.decode()
    return html.partition("<main")[2].partition("</main")[0]


SITUATIONS = [
    (False, False, False),
    (True, False, False),
    (False, True, False),
    (False, False, True),
    (True, True, True),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("passed", "last", "closed"), SITUATIONS)
@pytest.mark.parametrize("show", list(Show))
def test_the_page_holds_exactly_what_the_rule_allows(client, at, kind, passed, last, closed, show):
    attempt = handed_in(kind, passed=passed, last=last, show_marks=show, show_explanations=show, show_keys=show)
    expected = {
        Show.WITH_RESULT: True,
        Show.WHEN_DONE: passed or last or closed,
        Show.AFTER_CLOSE: closed,
        Show.NEVER: False,
    }[show]
    with at(CLOSES + timedelta(minutes=2) if closed else NOON), CaptureQueriesContext(connection) as captured:
        html = page(client, attempt)
    assert (EXPLANATION in html, BASIS in html) == (expected, expected)
    assert ("7 分" in html and "0／7" in html) is expected
    assert any(words in html for words in KEY_WORDS) is expected
    assert any(KEY.search(query["sql"]) for query in captured) is expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("marks", "explanations", "keys"), list(itertools.product([True, False], repeat=3)))
def test_each_part_is_shown_for_itself(client, kind, marks, explanations, keys):
    rules = {"show_marks": marks, "show_explanations": explanations, "show_keys": keys}
    shows = {name: Show.WITH_RESULT if shown else Show.NEVER for name, shown in rules.items()}
    attempt = handed_in(kind, **shows)
    with CaptureQueriesContext(connection) as captured:
        html = page(client, attempt)
    assert ("0／7" in html, EXPLANATION in html) == (marks, explanations)
    assert any(words in html for words in KEY_WORDS) is keys
    assert any(WHOLE_KEY.search(query["sql"]) for query in captured) is keys
    hidden = [name for name, shown in {"对错": marks, "讲解": explanations, "答案": keys}.items() if not shown]
    assert (f"这场考试不公布{'、'.join(hidden)}" in html) is bool(hidden)


def test_the_page_says_when_the_rest_comes(client):
    attempt = handed_in("single", show_explanations=Show.WHEN_DONE, show_keys=Show.AFTER_CLOSE)
    html = page(client, attempt)
    assert "讲解在合格或次数用完后公布" in html
    assert "答案在所有人考完后公布（6月25日 14:01 以后）" in html


def test_as_long_as_anybody_has_more_time_the_keys_wait(client, at):
    attempt = handed_in("single", show_keys=Show.AFTER_CLOSE)
    other = EntryFactory(exam=attempt.entry.exam).person
    later = CLOSES + timedelta(minutes=30)
    services.set_override(exam=attempt.entry.exam, person=other, closes=later, reason="值班", by=None)
    with at(CLOSES + timedelta(minutes=2)):
        assert "应当选" not in page(client, attempt)
    with at(later + timedelta(minutes=2)):
        assert "应当选" in page(client, attempt)


def test_with_another_try_under_way_nothing_is_given_away(client):
    attempt = handed_in("single", show_keys=Show.WHEN_DONE, show_explanations=Show.WHEN_DONE, resit_hours=0)
    Attempt.objects.filter(pk=attempt.pk).update(passed=True)
    Attempt.objects.filter(pk=attempt.pk).update(state="released")
    services.void_attempt(attempt=attempt, reason="停电", by=None)
    entry = attempt.entry
    for _ in range(2):
        last = make_attempt(entry=entry, answers={1: "B"}, submitted=True)
    make_attempt(entry=entry)
    assert "应当选" not in page(client, last)


def test_the_rules_are_frozen_at_the_start(client):
    attempt = handed_in("single", show_keys=Show.NEVER)
    exam = attempt.entry.exam
    exam.show_keys = Show.WITH_RESULT
    exam.save()
    assert "应当选" not in page(client, attempt)


def test_an_attempt_from_before_these_rules_shows_everything(client):
    attempt = handed_in("single", show_keys=Show.NEVER, show_explanations=Show.NEVER)
    rules = {name: value for name, value in attempt.rules.items() if not name.startswith("show_")}
    Attempt.objects.filter(pk=attempt.pk).update(rules=rules)
    html = page(client, attempt)
    assert "应当选" in html
    assert EXPLANATION in html


def test_points_by_competency_and_must_pass_items_wait_for_right_and_wrong(client):
    exam = make_exam(kinds=["single"] * 5, must_pass=(0,), show_marks=Show.NEVER)
    answers = {1: "B", 2: "A", 3: "A", 4: "A", 5: "A"}
    attempt = make_attempt(entry=EntryFactory(exam=exam), answers=answers, submitted=True)
    result = result_for(attempt, attempt.entry.person)
    assert (result.competencies, result.must_pass, {item.earned for item in result.items}) == ([], (0, 0), {None})
    html = page(client, attempt)
    assert "必答对的题没有全对" in html, "otherwise 80 points and not passed would be a riddle"
    assert "按能力看" not in html
