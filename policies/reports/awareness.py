"""知晓率 by policy × community × week (domain.md 6.1 rule 11, 7.6).

A cell is a community in a week. Cells below `engine.awareness.LEAST` people are hidden for every reader alike, and a total
over communities is shown only where no hidden cell can be worked out from it; that is decided once for the whole instance,
so nobody learns one by comparing what different readers or filters show. There is no total over weeks or policies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q, Sum

from core import clock
from people.models import OrgUnit, under_paths
from policies.engine.awareness import LEAST, NOTHING, Share, Tally, add_up_tree, weeks_until
from policies.models import AwarenessAnswer, PolicyPage


@dataclass(frozen=True)
class Total:
    """The total of a place in a week; `tally` is None where it is not shown."""

    week: date
    tally: Tally | None

    @property
    def share(self) -> Share | None:
        return self.tally.share if self.tally else None


@dataclass(frozen=True)
class Row:
    """A community, in which street or town, and its cells week by week."""

    name: str
    above: str
    cells: list[Tally]


@dataclass(frozen=True)
class QuestionFigures:
    """One question of the check: `share` is None where too few answered."""

    stem: str
    share: Share | None


@dataclass(frozen=True)
class PolicyAwareness:
    """One policy in one place (None: everywhere), `weeks` from the oldest to this one.

    `unsaid` are the answers that named no community, where the place is everywhere.
    """

    policy: PolicyPage
    place: OrgUnit | None
    weeks: list[date]
    totals: list[Total]
    rows: list[Row]
    unsaid: list[Tally] | None
    questions: list[QuestionFigures]

    @property
    def is_empty(self) -> bool:
        return not self.rows and not any(cell.n for cell in self.unsaid or [])

    @cached_property
    def latest(self) -> Total | None:
        """The newest week with a share that may be shown."""
        return next((total for total in reversed(self.totals) if total.share), None)


@dataclass(frozen=True)
class OverviewRow:
    """A policy in a list: its totals week by week, and the newest that may be shown."""

    policy: PolicyPage
    totals: list[Total]

    @property
    def latest(self) -> Total | None:
        return next((total for total in reversed(self.totals) if total.share), None)

    @property
    def earliest(self) -> Total | None:
        return next((total for total in self.totals if total.share), None)


@dataclass(frozen=True)
class Overview:
    """Every policy one reads, in one place."""

    place: OrgUnit | None
    weeks: list[date]
    rows: list[OverviewRow]


# (policy, week, path of the community or "" where none was told) → what was counted.
Cells = dict[tuple[int, date, str], Tally]


def overview(*, policies: Iterable[PolicyPage], place: OrgUnit | None, weeks: int) -> Overview:
    """The totals of each policy in `place` for the last `weeks` weeks. One query beside that of the policies."""
    policies, days = list(policies), weeks_until(clock.today(), weeks)
    cells = _count([policy.pk for policy in policies], days)
    rows = [OverviewRow(policy, _totals(cells, policy, place, days)) for policy in policies]
    return Overview(place, days, rows)


def policy_awareness(*, policy: PolicyPage, place: OrgUnit | None, weeks: int) -> PolicyAwareness:
    """Everything about one policy in `place`: three queries, however many communities and weeks."""
    days = weeks_until(clock.today(), weeks)
    cells = _count([policy.pk], days)
    totals = _totals(cells, policy, place, days)
    unsaid = None if place else [cells.get((policy.pk, day, ""), NOTHING) for day in days]
    rows = _rows(cells, policy, place, days)
    return PolicyAwareness(policy, place, days, totals, rows, unsaid, _questions(policy, place, totals))


def _count(policies: Sequence[int], days: Sequence[date]) -> Cells:
    counted = (
        AwarenessAnswer.objects.filter(policy__in=policies, week__range=(days[0], days[-1]))
        .values_list("policy", "week", "community__path")
        .annotate(n=Count("pk"), given=Sum("asked"), good=Sum("right"))
        .order_by()
    )
    return {(policy, week, path or ""): Tally(n, asked, right) for policy, week, path, n, asked, right in counted}


def _totals(cells: Cells, policy: PolicyPage, place: OrgUnit | None, days: Sequence[date]) -> list[Total]:
    by_week: dict[date, dict[str, Tally]] = defaultdict(dict)
    for (pk, week, path), tally in cells.items():
        if pk == policy.pk:
            by_week[week][path] = tally
    return [_total(day, dict(by_week[day]), place) for day in days]


def _total(day: date, cells: dict[str, Tally], place: OrgUnit | None) -> Total:
    unsaid = cells.pop("", NOTHING)
    sums = add_up_tree(cells, OrgUnit.steplen, unsaid)
    found = sums.get(place.path if place else "")
    if found is None:
        return Total(day, NOTHING)
    return Total(day, found.tally if found.is_shown else None)


def _rows(cells: Cells, policy: PolicyPage, place: OrgUnit | None, days: Sequence[date]) -> list[Row]:
    """The communities with an answer in these weeks, by name."""
    within = place.path if place else ""
    paths = {path for (_pk, _week, path) in cells if path and path.startswith(within)}
    names = dict(_names(paths | {path[: -OrgUnit.steplen] for path in paths}))
    rows = [
        Row(
            names[path],
            names.get(path[: -OrgUnit.steplen], ""),
            [cells.get((policy.pk, day, path), NOTHING) for day in days],
        )
        for path in paths
    ]
    return sorted(rows, key=lambda row: (row.above, row.name))


def _names(paths: set[str]) -> Iterable[tuple[str, str]]:
    return OrgUnit.objects.filter(path__in=paths).values_list("path", "name")


def _questions(policy: PolicyPage, place: OrgUnit | None, totals: Sequence[Total]) -> list[QuestionFigures]:
    """The questions of the page as it is now, over the weeks whose total is shown.

    Only answers to this version count; where the rest of those weeks is too small, it would be told by the difference, so
    nothing is shown.
    """
    shown = [total.week for total in totals if total.share]
    people = sum(total.tally.n for total in totals if total.share and total.tally)
    where = under_paths([place.path], "community__path") if place else Q()
    given = AwarenessAnswer.objects.filter(where, policy=policy, policy_version=policy.version, week__in=shown)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for answers in given.values_list("answers", flat=True).iterator(chunk_size=2000):
        for one in answers:
            tallies[one["id"]] += Tally(1, 1, int(one["right"]))
    return [
        QuestionFigures(row["question"], _unless_told(tallies.get(pk, NOTHING), people))
        for pk, row in policy.quiz_rows()
    ]


def _unless_told(tally: Tally, people: int) -> Share | None:
    rest = people - tally.n
    return tally.share if rest == 0 or rest >= LEAST else None
