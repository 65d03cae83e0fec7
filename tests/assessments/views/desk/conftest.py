"""A street with an invigilator, a trainer and a manager, beside a street with nobody known; attempts of its people."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assessments import services
from assessments.models import Attempt, Entry, ExamSession
from core import clock
from people.enums import Role, UnitKind
from people.models import OrgUnit, User
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.assessments.sessions import sit
from tests.people.factories import PersonFactory, UnitFactory
from tests.support.shared import made_once


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


def make_street() -> Street:
    county = UnitFactory(kind=UnitKind.COUNTY)
    units = [UnitFactory(kind=UnitKind.STREET, name=name, parent=county) for name in ("东关街道", "禾丰街道")]
    grids = [UnitFactory(parent=UnitFactory(kind=UnitKind.COMMUNITY, parent=unit)) for unit in units]
    made = Street(units[0], *grids)
    roles = {"invigilator": Role.INVIGILATOR, "trainer": Role.TRAINER, "manager": Role.STREET_ADMIN}
    for name, role in {**roles, "viewer": Role.DATA_VIEWER, "editor": Role.COURSE_EDITOR}.items():
        made.staff[name] = PersonFactory(role=role, unit=units[0], display_name=f"某{name}", password=None)
    made.staff["sibling"] = PersonFactory(role=Role.STREET_ADMIN, unit=units[1], password=None)
    return made


street_of_module = made_once(make_street)


@pytest.fixture
def street(street_of_module, db):
    return street_of_module()


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


@dataclass
class Room:
    """A session of our street under way since a quarter of an hour, for an hour; `exam` has three questions."""

    session: ExamSession
    street: Street

    @property
    def path(self) -> str:
        return f"/manage/exams/sessions/{self.session.pk}/"

    def place(self, person: User | None = None) -> Entry:
        """Somebody expected who has not begun."""
        [entry] = services.place_entries(session=self.session, people=[person or self.street.worker()], by=None)
        return entry

    def sit(self, person: User | None = None, **attempt) -> Attempt:
        """Somebody who is answering (or has handed in, with `submitted=True`)."""
        entry = self.place(person)
        sit(entry)
        return make_attempt(entry=entry, **attempt)


def arrange(unit: OrgUnit, exam, **changed) -> ExamSession:
    """A session that began a quarter of an hour ago."""
    starts = clock.now() - timedelta(minutes=15)
    values = {
        "place": "柳岸社区活动室",
        "starts": starts,
        "ends": starts + timedelta(hours=1),
        "late_entry_minutes": 30,
        "early_submit_minutes": 0,
        "invigilators": [],
    }
    return services.save_session(session=None, exam=exam, unit=unit, by=None, **{**values, **changed})


exam_of_the_room = made_once(lambda: make_exam(code="KS-ROOM"))


@pytest.fixture
def room(street, exam_of_the_room):
    return Room(arrange(street.unit, exam_of_the_room(), invigilators=[street.staff["invigilator"]]), street)


@pytest.fixture
def as_staff(client, street):
    """`as_staff("trainer")` is a browser in which that member of staff is logged in."""

    def log_in(who="invigilator"):
        client.force_login(street.staff[who])
        return client

    return log_in
