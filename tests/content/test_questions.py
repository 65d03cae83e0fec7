"""The questions of the project: well-formed, and not to be guessed by length, position or habit.

A guesser who does not know the matter must not beat chance by more than 15 points with any naive strategy.
"""

import itertools
from statistics import mean

import pytest
import yaml
from django.conf import settings

from assessments.formats import yaml_bank
from assessments.models import MultipleChoiceQuestion

CONTENT = settings.CONTENT_DIR
BANKS = [CONTENT / "questions.yaml", *sorted((CONTENT / "questions").glob("*.yaml"))]
COURSES = sorted((CONTENT / "courses").glob("*.yaml"))
COMPETENCIES = {"EMG", "MED", "POL", "INF", "MAS", "SAF", "DIG", "LAW"}
OVER_CHANCE = 0.15
FEWEST = {"single": 8, "multiple": 6, "truefalse": 8}
LETTERS = "ABCDEF"


def bank(path):
    return yaml_bank.read(path.read_text(encoding="utf-8"), path.name)


def checks(path):
    course = yaml.safe_load(path.read_text(encoding="utf-8"))
    lessons = [lesson for module in course["modules"] for lesson in module["lessons"]]
    return [
        yaml_bank.from_mapping(data, name=path.name, line=1) for lesson in lessons for data in lesson.get("check") or []
    ]


SETS = {path.stem: bank(path) for path in BANKS} | {f"{path.stem} checks": checks(path) for path in COURSES}
EVERYTHING = [spec for specs in SETS.values() for spec in specs]


def of(specs, kind):
    return [spec for spec in specs if spec.type == kind]


def test_ids_are_used_once_in_the_whole_project():
    codes = [spec.code for spec in EVERYTHING]
    assert len(codes) == len(set(codes)) > 300


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_a_bank_question_has_competency_explanation_and_basis(path):
    for spec in bank(path):
        assert spec.competency in COMPETENCIES, spec.where
        if spec.is_read:
            assert spec.basis, spec.where
            assert spec.explanation, spec.where


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_a_lesson_check_is_of_the_three_kinds_and_belongs_to_its_course(path):
    for spec in checks(path):
        assert spec.is_read, spec.code
        assert spec.code.startswith(path.stem), spec.code


@pytest.mark.parametrize("spec", of(EVERYTHING, "single") + of(EVERYTHING, "multiple"), ids=lambda spec: spec.code)
def test_options_are_three_to_six_and_all_different(spec):
    assert 3 <= len(spec.options) <= 6
    assert len({text.strip() for text in spec.options.values()}) == len(spec.options)
    if spec.type == "multiple":
        assert len(spec.answer) >= 2
        assert spec.answer == sorted(spec.answer)


@pytest.mark.parametrize("spec", of(EVERYTHING, "order"), ids=lambda spec: spec.code)
def test_steps_are_not_written_down_in_their_order(spec):
    """So that a paper printed from the file does not give it away either."""
    assert [int(number) for group in spec.answer for number in sorted(group)] != list(range(1, len(spec.options) + 1))
    assert all(len(text) <= 24 for text in spec.options.values()), "a step stands beside two buttons on a phone"


def by_length(options, *, longest):
    """The letters a guesser by length would take; equally long ones are a tie."""
    extreme = (max if longest else min)(map(len, options.values()))
    return [letter for letter, text in options.items() if len(text) == extreme]


SINGLE_STRATEGIES = {
    "longest": lambda options: by_length(options, longest=True),
    "shortest": lambda options: by_length(options, longest=False),
    "last": lambda options: [list(options)[-1]],
    **{f"always {letter}": lambda options, letter=letter: [letter] for letter in LETTERS},
}


@pytest.mark.parametrize("strategy", SINGLE_STRATEGIES)
@pytest.mark.parametrize("name", SETS)
def test_a_single_choice_is_not_guessed(name, strategy):
    specs = of(SETS[name], "single")
    if len(specs) < FEWEST["single"]:
        return
    chance = mean(1 / len(spec.options) for spec in specs)
    picked = [(SINGLE_STRATEGIES[strategy](spec.options), spec.answer) for spec in specs]
    score = mean((right in letters) / len(letters) for letters, right in picked)
    assert score - chance <= OVER_CHANCE + 1e-9, f"“{strategy}” scores {score:.0%}, chance is {chance:.0%}"


def without(options, letter):
    return [other for other in options if other != letter]


MULTIPLE_STRATEGIES = {
    "all": lambda options: list(options),
    "all but the longest": lambda options: without(options, by_length(options, longest=True)[0]),
    "all but the shortest": lambda options: without(options, by_length(options, longest=False)[-1]),
    "all but the last": lambda options: list(options)[:-1],
    **{f"all but {letter}": lambda options, letter=letter: without(options, letter) for letter in LETTERS},
}


def earned(picked, right):
    return float(MultipleChoiceQuestion.mark({}, {"correct": right}, picked).share)


def blind(options, size, right):
    """What as many ticks earn on average when they are set at random."""
    if size in (0, len(options)):
        return 0.0
    return mean(earned(list(ticks), right) for ticks in itertools.combinations(options, size))


@pytest.mark.parametrize("strategy", MULTIPLE_STRATEGIES)
@pytest.mark.parametrize("name", SETS)
def test_a_multiple_choice_is_not_guessed(name, strategy):
    specs = of(SETS[name], "multiple")
    if len(specs) < FEWEST["multiple"]:
        return
    picked = [(MULTIPLE_STRATEGIES[strategy](spec.options), spec) for spec in specs]
    score = mean(earned(letters, spec.answer) for letters, spec in picked)
    chance = mean(blind(spec.options, len(letters), spec.answer) for letters, spec in picked)
    assert score - chance <= OVER_CHANCE + 1e-9, f"“{strategy}” scores {score:.0%}, as many blind ticks {chance:.0%}"


@pytest.mark.parametrize("name", SETS)
def test_statements_are_true_about_as_often_as_false(name):
    answers = [spec.answer for spec in of(SETS[name], "truefalse")]
    if len(answers) >= FEWEST["truefalse"]:
        assert abs(mean(answers) - 0.5) <= OVER_CHANCE + 1e-9


def test_over_everything_the_right_letter_is_spread_evenly():
    answers = [spec.answer for spec in of(EVERYTHING, "single") if len(spec.options) == 4]
    for letter in "ABCD":
        assert 0.15 <= answers.count(letter) / len(answers) <= 0.35


def test_over_everything_the_right_option_is_not_told_by_its_length():
    singles = of(EVERYTHING, "single")
    for longest in (True, False):
        tied = [spec.answer in by_length(spec.options, longest=longest) for spec in singles]
        weight = [1 / len(by_length(spec.options, longest=longest)) for spec in singles]
        share = sum(hit * w for hit, w in zip(tied, weight, strict=True)) / len(singles)
        assert share <= 0.25 + OVER_CHANCE
