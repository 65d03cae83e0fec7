"""Courses for what a person's post still asks for: a few, each with the competency it is for. Never an obligation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from competencies.enums import Standing
from competencies.models import Competency
from competencies.reports import Profile, ProfileRow
from core import clock
from courses.enums import Audience
from courses.models import CoursePage
from courses.reports.standing import CourseStanding
from people.enums import Post

# More than this is a list to get through, not an advice.
MOST = 3
# Whom a course must be for to be recommended to a post; another post takes any.
AUDIENCES: dict[str, set[str]] = {
    Post.NEW_GRID_WORKER: {Audience.FULL_TIME, Audience.PART_TIME},
    Post.GRID_WORKER: {Audience.FULL_TIME},
    Post.PART_TIME_GRID_WORKER: {Audience.PART_TIME},
    Post.GRID_LEADER: {Audience.FULL_TIME, Audience.CADRE},
    Post.MEDIATOR: {Audience.MEDIATOR},
    Post.SECRETARY: {Audience.CADRE},
    Post.COMMUNITY_WORKER: {Audience.CADRE},
    Post.CADRE: {Audience.CADRE},
}


@dataclass(frozen=True)
class Need:
    """A competency that the post asks for: `level` to reach next, or to keep; `until` the last day it holds, if it does."""

    competency: Competency
    level: int
    until: date | None = None

    @property
    def has_lapsed(self) -> bool:
        return self.until is not None and self.until < clock.today()


@dataclass(frozen=True)
class Recommendation:
    """A course and what it is for: `needs`, the first of them named; `leads_to` the course that cannot begin before it."""

    standing: CourseStanding
    needs: tuple[Need, ...]
    leads_to: CoursePage | None = None

    @property
    def course(self) -> CoursePage:
        return self.standing.course

    @property
    def url(self) -> str:
        return self.standing.url

    @property
    def need(self) -> Need:
        return self.needs[0]

    @property
    def minutes(self) -> int:
        """What the authors plan for its lessons."""
        return self.standing.minutes_left


def recommended(
    found: Mapping[int, CourseStanding], profile: Profile, post: str = "", most: int = MOST
) -> list[Recommendation]:
    """At most `most` courses the person has nothing to do with yet, the one that serves most needs first. No queries.

    Arguments: `found` the standing in every published course, by id, each course with its
    `competencies` prefetched; `post` narrows to courses for that post. A need that a course on the person's list already
    serves is left out. A course whose prerequisites do not hold is replaced by the first of them, or left out while that
    one is on the list.
    """
    listed = [standing for standing in found.values() if standing.urgency is not None]
    open_needs = [need for need in needs_of(profile) if not any(_serves(standing, need) for standing in listed)]
    wanted = AUDIENCES.get(post, set())
    candidates = [standing for standing in found.values() if _is_free(standing) and _is_for(standing.course, wanted)]
    chosen: dict[int, Recommendation] = {}
    while open_needs and len(chosen) < most:
        best = min(candidates, key=lambda standing: _order(standing, open_needs), default=None)
        served = [need for need in open_needs if best and _serves(best, need)]
        if best is None or not served:
            break
        candidates.remove(best)
        advice = _advice(best, tuple(served), found)
        if advice is None:
            continue
        chosen.setdefault(advice.course.pk, advice)
        open_needs = [need for need in open_needs if need not in served]
    return list(chosen.values())


def needs_of(profile: Profile) -> list[Need]:
    """What the posts ask for: missing levels, the shortest way first, then what lapses, soonest first."""
    gaps = [Need(row.competency, row.level + 1) for row in profile.gaps]
    return gaps + [Need(row.competency, row.level, row.valid_until) for row in profile.lapsing if _must_be_kept(row)]


def _must_be_kept(row: ProfileRow) -> bool:
    return bool(row.required) and not row.gap and row.state in (Standing.DUE, Standing.STALE, Standing.EXPIRED)


def _serves(standing: CourseStanding, need: Need) -> bool:
    links = standing.course.competencies.all()
    return any(link.competency_id == need.competency.pk and link.level >= need.level for link in links)


def _is_free(standing: CourseStanding) -> bool:
    """Neither on the person's list nor completed, and with something to learn."""
    return standing.urgency is None and not standing.is_complete and bool(standing.lessons)


def _is_for(course: CoursePage, wanted: Iterable[str]) -> bool:
    return not wanted or not course.audience or bool(set(wanted) & set(course.audience))


def _order(standing: CourseStanding, needs: list[Need]) -> tuple[int, bool, int, str]:
    """Most needs first; then the one filed under a need, the shortest, by code."""
    links = list(standing.course.competencies.all())
    main = bool(links) and any(links[0].competency_id == need.competency.pk for need in needs)
    served = sum(_serves(standing, need) for need in needs)
    return -served, not main, standing.minutes_left, standing.course.code


def _advice(
    standing: CourseStanding, needs: tuple[Need, ...], found: Mapping[int, CourseStanding]
) -> Recommendation | None:
    """The course, or the prerequisite that comes first; None where that is on the list or cannot be taken."""
    by_code = {other.course.code: other for other in found.values()}
    first, seen = standing, {standing.course.code}
    while first.missing_prerequisites:
        code = first.missing_prerequisites[0].code
        following = by_code.get(code)
        if following is None or code in seen or not _is_free(following):
            return None
        seen.add(code)
        first = following
    return Recommendation(first, needs, None if first is standing else standing.course)
