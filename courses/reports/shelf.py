"""The catalogue with filters: which courses, and how many there are for each main competency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from competencies.models import Competency
from courses.models import CoursePage
from courses.reports.my_learning import CourseCard, catalogue, published_courses
from people.models import User


@dataclass(frozen=True)
class Shelf:
    """`cards` are what the filters leave; `total` all published courses; `counts` (competency, number of courses whose
    main one it is)."""

    cards: list[CourseCard]
    total: int
    counts: list[tuple[Competency, int]]


def main_competency(course: CoursePage) -> Competency | None:
    """The first competency of a course: the one it is filed under."""
    links = list(course.competencies.all())
    return links[0].competency if links else None


def shelf(person: User | None, chosen: dict[str, str]) -> Shelf:
    """The catalogue for `person` (None: a visitor), narrowed by `chosen` (q, competency, audience, state).

    A course counts for a competency when it prepares for it, main or not; for a text when the text stands in its title,
    summary or code. Eight queries for a person, five for a visitor.
    """
    courses = published_courses()
    mains = [competency for course in courses if (competency := main_competency(course))]
    counted = Counter(competency.code for competency in mains)
    by_code = {competency.code: competency for competency in mains}
    counts = [
        (by_code[code], number) for code, number in sorted(counted.items(), key=lambda row: by_code[row[0]].position)
    ]
    cards = catalogue(person, [course for course in courses if _fits(course, chosen)])
    wanted = chosen.get("state")
    return Shelf([card for card in cards if not wanted or card.state == wanted], len(courses), counts)


def _fits(course: CoursePage, chosen: dict[str, str]) -> bool:
    text = chosen.get("q", "").lower()
    codes = {link.competency.code for link in course.competencies.all()}
    return (
        (not text or text in f"{course.code} {course.title} {course.summary}".lower())
        and ("competency" not in chosen or chosen["competency"] in codes)
        and ("audience" not in chosen or chosen["audience"] in course.audience)
    )
