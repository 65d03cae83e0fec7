"""The course files of the project: their shape is the loader's business, what makes them good is held here."""

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from assessments.formats import yaml_bank
from competencies.formats import framework
from courses.blocks import cover_names, diagram_names
from courses.formats import yaml_course

CONTENT = Path(settings.BASE_DIR) / "content"
FILES = sorted((CONTENT / "courses").glob("*.yaml"))
COURSES = {path.stem: yaml_course.read(path.read_text(encoding="utf-8"), path.name) for path in FILES}
CODES = sorted(COURSES)
CHINESE = re.compile(r"[一-鿿]")
OVER_CHANCE = 0.15  # a naive strategy may beat chance by this much, judged from 8 single choices on
BANNED = ("打卡", "签到", "积分", "排行", "在线时长")


def checks(code: str | None = None) -> list[yaml_bank.QuestionSpec]:
    courses = [COURSES[code]] if code else COURSES.values()
    return [question for course in courses for lesson in course.lessons for question in lesson.check]


def bank(code: str) -> list[yaml_bank.QuestionSpec]:
    path = CONTENT / "questions" / f"{code}.yaml"
    return yaml_bank.read(path.read_text(encoding="utf-8"), path.name)


def words(value) -> str:
    """All text of a block's value."""
    if isinstance(value, dict):
        return "".join(words(part) for key, part in value.items() if key not in ("kind", "diagram", "alt"))
    return "".join(map(words, value)) if isinstance(value, list) else str(value or "")


def test_all_fourteen_courses_are_there():
    assert len(CODES) == 14


@pytest.mark.parametrize("code", CODES)
def test_a_course_has_a_cover_and_is_not_text_only(code):
    assert code in cover_names()
    kinds = {kind for lesson in COURSES[code].lessons for kind, _value in lesson.blocks}
    assert kinds - {"paragraph", "heading"}


@pytest.mark.parametrize("code", CODES)
def test_its_competencies_are_of_the_framework(code):
    known = {spec.code for spec in framework.read(CONTENT / "framework.yaml").competencies}
    assert {competency for competency, _level in COURSES[code].competencies} <= known


@pytest.mark.parametrize("code", CODES)
def test_its_objectives_can_be_observed(code):
    assert 3 <= len(COURSES[code].objectives) <= 5
    assert all("能" in objective or "会" in objective for objective in COURSES[code].objectives)


@pytest.mark.parametrize("code", CODES)
def test_each_lesson_can_be_read_in_a_few_minutes(code):
    for lesson in COURSES[code].lessons:
        size = len(CHINESE.findall("".join(words(value) for _kind, value in lesson.blocks)))
        assert 150 <= size <= 900, f"{lesson.slug}: {size}"


@pytest.mark.parametrize("code", CODES)
def test_each_lesson_ends_with_two_or_three_questions_that_teach(code):
    for lesson in COURSES[code].lessons:
        assert 2 <= len(lesson.check) <= 3, lesson.slug
        assert all(len(question.explanation) >= 10 for question in lesson.check), lesson.slug


@pytest.mark.parametrize("code", CODES)
def test_the_exam_has_questions_of_the_three_first_types(code):
    """Where they are fewer than the course asks for, the exam holds those there are, and not far fewer."""
    if COURSES[code].exam:
        objective = [question for question in bank(code) if question.is_read]
        assert len(objective) >= 0.7 * COURSES[code].exam.questions


def test_every_question_has_an_id_of_its_own():
    ids = [question.code for question in checks()] + [question.code for code in CODES for question in bank(code)]
    assert [code for code, number in Counter(ids).items() if number > 1] == []


def test_every_diagram_stands_in_the_lesson_it_is_named_after():
    stands = {
        value["diagram"]: f"{code}-{lesson.slug}"
        for code in CODES
        for lesson in COURSES[code].lessons
        for kind, value in lesson.blocks
        if kind == "figure"
    }
    assert set(stands) == set(diagram_names())
    assert all(diagram == lesson for diagram, lesson in stands.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_course_asks_for_presence(path):
    text = path.read_text(encoding="utf-8")
    assert [word for word in BANNED if word in text] == []


# How well somebody would do who knows nothing ------------------------------------------------------------------------


def by_length(options: dict[str, str], reverse: bool) -> list[str]:
    """The letters of the longest (or shortest) option; several where they tie."""
    best = (max if reverse else min)(map(len, options.values()))
    return [letter for letter, text in options.items() if len(text) == best]


def singles(code: str | None = None):
    return [question for question in checks(code) if question.type == "single"]


SINGLE_STRATEGIES = {
    "longest": lambda options: by_length(options, reverse=True),
    "shortest": lambda options: by_length(options, reverse=False),
    "last": lambda options: [list(options)[-1]],
    **{letter: (lambda options, letter=letter: [letter]) for letter in "ABCD"},
}


@pytest.mark.parametrize("code", [None, *(code for code in CODES if len(singles(code)) >= 8)])
@pytest.mark.parametrize("strategy", SINGLE_STRATEGIES)
def test_the_right_answer_is_not_known_by_length_or_place(code, strategy):
    questions = singles(code)
    chance = sum(1 / len(question.options) for question in questions) / len(questions)
    picks = [(SINGLE_STRATEGIES[strategy](question.options), question.answer) for question in questions]
    score = sum((answer in pick) / len(pick) for pick, answer in picks) / len(picks)
    assert score - chance <= OVER_CHANCE + 1e-9


def share(picked: set[str], right: set[str]) -> float:
    return 1.0 if picked == right else 0.5 if picked and picked < right else 0.0


MULTIPLE_STRATEGIES = {
    "all": set,
    "all but the last": lambda options: set(list(options)[:-1]),
    "all but the longest": lambda options: set(options) - {by_length(options, reverse=True)[0]},
    "all but the shortest": lambda options: set(options) - {by_length(options, reverse=False)[-1]},
}


@pytest.mark.parametrize("strategy", MULTIPLE_STRATEGIES)
def test_ticking_by_a_rule_of_thumb_does_not_pass_multiple_choices(strategy):
    questions = [question for question in checks() if question.type == "multiple"]
    score = chance = 0.0
    for question in questions:
        picked, right = MULTIPLE_STRATEGIES[strategy](question.options), set(question.answer)
        blind = [set(some) for some in itertools.combinations(question.options, len(picked))]
        score += share(picked, right)
        chance += sum(share(some, right) for some in blind) / len(blind)
    assert (score - chance) / len(questions) <= OVER_CHANCE


def test_statements_are_neither_mostly_right_nor_mostly_wrong():
    answers = [question.answer for question in checks() if question.type == "truefalse"]
    assert 0.35 <= sum(answers) / len(answers) <= 0.65
