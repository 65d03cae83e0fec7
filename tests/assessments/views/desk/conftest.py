"""A street with an invigilator, a trainer and a manager, beside a street with nobody known; attempts of its people."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assessments import services
from core import clock
from people.enums import Role, UnitKind
from people.models import OrgUnit, User
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory, UnitFactory


@dataclass
class Street:
    """Our street with its grid, the sibling's grid, and staff by role: `invigilator`, `trainer`, `manager`, …"""

    unit: OrgUnit
    grid: OrgUnit
    foreign_grid: OrgUnit
    staff: dict[str, User] = field(default_factory=dict)

    def worker(self, name: str = "", *, foreign: bool = False) -> User:
        grid = self.foreign_grid if foreign else self.grid
        named = {"display_name": name} if name else {}
        return PersonFactory(grid_worker=True, unit=grid, password=None, **named)


@pytest.fixture
def street(db):
    county = UnitFactory(kind=UnitKind.COUNTY)
    units = [UnitFactory(kind=UnitKind.STREET, name=name, parent=county) for name in ("东关街道", "禾丰街道")]
    grids = [UnitFactory(parent=UnitFactory(kind=UnitKind.COMMUNITY, parent=unit)) for unit in units]
    made = Street(units[0], *grids)
    roles = {"invigilator": Role.INVIGILATOR, "trainer": Role.TRAINER, "manager": Role.STREET_ADMIN}
    for name, role in {**roles, "viewer": Role.DATA_VIEWER, "editor": Role.COURSE_EDITOR}.items():
        made.staff[name] = PersonFactory(role=role, unit=units[0], display_name=f"某{name}", password=None)
    made.staff["sibling"] = PersonFactory(role=Role.STREET_ADMIN, unit=units[1], password=None)
    return made


@pytest.fixture
def late_attempt(street):
    """`late_attempt(person, answers={2: "A"})`: right on 1, wrong on 2, then these answers came after the grace.

    Two questions of 2 points; what is right is A.
    """
    exam = make_exam(kinds=("single", "single"), minutes=10, grace_seconds=0)

    def make(person=None, answers=None):
        with clock.at(NOON):
            entry = EntryFactory(exam=exam, person=person or street.worker())
            attempt = make_attempt(entry=entry, answers={1: "A", 2: "B"})
        with clock.at(NOON + timedelta(minutes=11)):
            for position, value in (answers or {2: "A"}).items():
                answer(attempt, position, value)
            services.close_expired()
        attempt.refresh_from_db()
        return attempt

    return make
