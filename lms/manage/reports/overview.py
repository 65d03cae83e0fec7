"""The first screen of a manager: figures, units, where support is needed, what lapses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from competencies.reports import CompetencyGap, gaps_for_people
from core import clock
from courses.reports.training import Figures, UnitRow, headcount, training_by_unit, training_figures
from lms.manage.permissions import Reach
from lms.manage.reports.selection import Selection
from people.enums import UnitKind
from people.models import OrgUnit, User

# Where support may be needed (quality of teaching, not of people): passed below, or overdue above, this many per cent.
LOW_PASSED, HIGH_OVERDUE = 60, 20
WEAKEST = 4


@dataclass(frozen=True)
class Overview:
    """The unit looked at (None: several tops) as of a moment. `rows` are its children, in the order of the
    tree; a grid has none, its people are listed instead."""

    selection: Selection
    as_of: datetime
    crumbs: list[OrgUnit]
    headcount: int
    figures: Figures
    rows: list[UnitRow]
    weakest: list[CompetencyGap]
    kinds: dict[str, int]

    @property
    def communities(self) -> int:
        return self.kinds.get(UnitKind.COMMUNITY, 0) + self.kinds.get(UnitKind.VILLAGE, 0)

    @property
    def grids(self) -> int:
        return self.kinds.get(UnitKind.GRID, 0)

    @property
    def support(self) -> list[UnitRow]:
        """Units that may need support, in the order of the tree: never a ranking, never of people."""
        return [row for row in self.rows if not row.own and needs_support(row.figures)]

    @property
    def asked(self) -> int:
        """How many people the competency figures speak of at most."""
        return max((gap.asked for gap in self.weakest), default=0)


def needs_support(figures: Figures) -> bool:
    """Enough records to speak of, and few passed or many overdue."""
    passed, overdue = figures.passed_share.percent, figures.overdue_share.percent
    return (passed is not None and passed < LOW_PASSED) or (overdue is not None and overdue >= HIGH_OVERDUE)


def overview(selection: Selection) -> Overview:
    """Everything on the first screen; the same number of queries whatever the number of units."""
    reach, unit = selection.reach, selection.unit
    below = children(reach, unit)
    paths = selection.paths
    people = User.objects.in_scope(paths).filter(is_active=True)
    kinds = (
        OrgUnit.objects.under(paths)
        .exclude(path=unit.path if unit else "")
        .open()
        .order_by()
        .values("kind")
        .annotate(number=Count("pk"))
    )
    return Overview(
        selection=selection,
        as_of=clock.now(),
        crumbs=ancestors(reach, unit) if unit else [],
        headcount=headcount(paths),
        figures=training_figures(paths, course=selection.course),
        rows=training_by_unit(below, parent=unit, course=selection.course) if below else [],
        weakest=gaps_for_people(people)[:WEAKEST],
        kinds={row["kind"]: row["number"] for row in kinds},
    )


def children(reach: Reach, unit: OrgUnit | None) -> list[OrgUnit]:
    """The open units just below `unit`, or the tops of the reach."""
    if unit is None:
        return list(OrgUnit.objects.filter(path__in=reach.paths))
    return list(OrgUnit.objects.open().filter(path__startswith=unit.path, depth=unit.depth + 1))


def ancestors(reach: Reach, unit: OrgUnit) -> list[OrgUnit]:
    """The line from the top of the reach down to the unit itself; what lies above the reach is not named."""
    steps = [unit.path[:end] for end in range(OrgUnit.steplen, len(unit.path) + 1, OrgUnit.steplen)]
    return list(reach.units.filter(path__in=steps))
