"""One check under way: which question comes now, how its options stand, what was answered.

The questions are plain data with ids, as `questions_of` reads them from a page. The order of options follows a seed, so
that the place of the right one tells nothing; answers are the 1-based places at which they were shown.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Question:
    """A question of the page: `right` is the 1-based place among `options` as the editor wrote them."""

    id: str
    stem: str
    options: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True)
class Option:
    """An option as it is shown: before the answer nothing but its letter and text."""

    place: int
    text: str

    @property
    def letter(self) -> str:
        return LETTERS[self.place - 1]


@dataclass(frozen=True)
class Answer:
    """What was answered to one question: places as shown, and the option's number as the editor wrote it."""

    question: Question
    options: tuple[Option, ...]
    chosen: int
    right_place: int
    written: int

    @property
    def is_right(self) -> bool:
        return self.chosen == self.right_place

    @property
    def right_option(self) -> Option:
        return self.options[self.right_place - 1]


@dataclass(frozen=True)
class Progress:
    """How far a check is, as the browser carries it (signed). `print` tells whether the questions are still the same.

    `community` is a division code or empty, `how` how it came: poster, list, or empty. `counted` is set at the end.
    """

    policy: int
    print: str
    seed: int
    chosen: tuple[int, ...] = ()
    community: str = ""
    how: str = ""
    counted: bool | None = None

    def answered(self, place: int) -> Progress:
        return replace(self, chosen=(*self.chosen, place))

    def dump(self) -> list[Any]:
        """As JSON-safe values, for the signature."""
        return [self.policy, self.print, self.seed, list(self.chosen), self.community, self.how, self.counted]

    @classmethod
    def load(cls, values: Any) -> Progress:
        """From what `dump` gave. Errors: ValueError, TypeError when it is something else."""
        policy, print_, seed, chosen, community, how, counted = values
        return cls(policy, print_, seed, tuple(chosen), community, how, counted)


def questions_of(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Question]:
    """Questions from (block id, plain values of a quiz question) pairs."""
    return [Question(pk, row["question"], tuple(row["options"]), row["right"], row["explanation"]) for pk, row in rows]


def print_of(questions: Sequence[Question]) -> str:
    """Twelve letters that change whenever a question does. The browser sees them, so the key is not in them."""
    words = json.dumps([[q.id, q.stem, q.options] for q in questions], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def order_of(question: Question, seed: int) -> list[int]:
    """The editor's 1-based numbers of the options, in the order in which they are shown."""
    numbers = list(range(1, len(question.options) + 1))
    random.Random(f"{seed}:{question.id}").shuffle(numbers)  # noqa: S311 - an order, no secret
    return numbers


def shown(question: Question, seed: int) -> tuple[Option, ...]:
    """The options as they are shown."""
    return tuple(
        Option(place, question.options[number - 1]) for place, number in enumerate(order_of(question, seed), 1)
    )


def answer(question: Question, seed: int, place: int) -> Answer:
    """What choosing the option at the 1-based `place` means."""
    order = order_of(question, seed)
    return Answer(question, shown(question, seed), place, order.index(question.right) + 1, order[place - 1])


def answers(questions: Sequence[Question], progress: Progress) -> list[Answer]:
    """Everything that was answered so far, in order."""
    pairs = zip(questions, progress.chosen, strict=False)
    return [answer(question, progress.seed, place) for question, place in pairs]


def nearest_part(question: Question, parts: Mapping[str, str]) -> str:
    """The key of the part whose text shares most with the question: the first of `parts` (key → text) when none does."""
    wanted = _pieces(question.stem + question.options[question.right - 1] + question.explanation)
    return max(parts, key=lambda key: len(wanted & _pieces(parts[key])))


def _pieces(text: str) -> set[str]:
    """Every two neighbouring letters of a text: words, as far as Chinese has them without a dictionary."""
    letters = [letter for letter in text if letter.isalnum()]
    return {first + second for first, second in pairwise(letters)}
