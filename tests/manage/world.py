"""A small county for the manager's tests: two streets with a community each, two grids in it, and cheap training rows."""

from dataclasses import dataclass
from datetime import timedelta

from core import clock
from courses.models import Assignment, Completion, CoursePage, LessonPage, LessonProgress
from people.enums import Post, Role, UnitKind
from people.models import OrgUnit, User
from tests.courses.factories import CourseFactory
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory


@dataclass
class County:
    """`ours` is the manager's street, `theirs` the sibling street; each has one community with two grids."""

    county: OrgUnit
    ours: OrgUnit
    theirs: OrgUnit
    community: OrgUnit
    grids: list[OrgUnit]
    foreign_grid: OrgUnit
    course: CoursePage
    manager: User


def build() -> County:
    county = UnitFactory(kind=UnitKind.COUNTY, name="青禾县")
    ours, theirs = (UnitFactory(kind=UnitKind.STREET, name=name, parent=county) for name in ("东关街道", "禾丰街道"))
    community = UnitFactory(kind=UnitKind.COMMUNITY, name="柳岸社区", parent=ours)
    other = UnitFactory(kind=UnitKind.COMMUNITY, name="槐树里社区", parent=theirs)
    grids = [UnitFactory(name=f"柳岸第{number}网格", parent=community) for number in (1, 2)]
    foreign = UnitFactory(name="槐树里第1网格", parent=other)
    course = CourseFactory(code="EMG101", title="突发事件先期处置", lessons=1, lessons__check=False)
    manager = RoleGrantFactory(
        person=PersonFactory(display_name="何海燕", password=None), unit=ours, role=Role.STREET_ADMIN
    ).person
    return County(county, ours, theirs, community, grids, foreign, course, manager)


def worker(unit: OrgUnit, name: str = "周小明", **more) -> User:
    person = PersonFactory(display_name=name, password=None, **more)
    PlacementFactory(person=person, unit=unit, post=Post.GRID_WORKER)
    return person


def assigned(person: User, course: CoursePage, *, due_in: int | None = 30, cycle: int = 1, **more) -> Assignment:
    """A bare row: no message, no audit line."""
    due = clock.today() + timedelta(days=due_in) if due_in is not None else None
    return Assignment.objects.create(person=person, course=course, due=due, cycle=cycle, **more)


def began(person: User, course: CoursePage, cycle: int = 1) -> None:
    lesson = LessonPage.objects.descendant_of(course).first()
    LessonProgress.objects.create(person=person, lesson=lesson, cycle=cycle)


def completed(person: User, course: CoursePage, *, holds_for: int | None = 700, cycle: int = 1, **more) -> Completion:
    until = clock.today() + timedelta(days=holds_for) if holds_for is not None else None
    return Completion.objects.create(
        person=person, course=course, cycle=cycle, valid_until=until, source="checks", **more
    )
