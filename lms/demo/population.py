"""The units and the 150 people of the county, with their posts and roles."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.conf import settings

from core import clock
from lms.demo.accounts import ACCOUNTS
from lms.demo.moments import moment
from lms.demo.names import names
from lms.demo.town import AREAS, COUNTY, COUNTY_CODE, DEPARTMENTS, GRID_NAMES
from people import services
from people.enums import EmploymentType, Post, Role, UnitKind
from people.models import OrgUnit, User

FULL, PART = EmploymentType.FULL_TIME, EmploymentType.PART_TIME
HEADCOUNT = 150


@dataclass
class Town:
    """What was built: units by name ("青松社区/第一网格" for grids), demo accounts by username, everybody else."""

    units: dict[str, OrgUnit] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    residents: list[User] = field(default_factory=list)

    @property
    def grids(self) -> list[OrgUnit]:
        return [unit for unit in self.units.values() if unit.kind == UnitKind.GRID]

    @property
    def communities(self) -> list[OrgUnit]:
        return [unit for unit in self.units.values() if unit.kind in (UnitKind.COMMUNITY, UnitKind.VILLAGE)]


def build_units(town: Town, opened: date) -> None:
    """Create the county, its departments, streets and towns, communities and villages, and grids."""

    def add(
        key: str, name: str, kind: str, parent: OrgUnit | None, code: str, households: int | None = None
    ) -> OrgUnit:
        town.units[key] = services.create_unit(
            name=name, kind=kind, parent=parent, division_code=code, households=households, opened_on=opened, by=None
        )
        return town.units[key]

    county = add(COUNTY, COUNTY, UnitKind.COUNTY, None, f"{COUNTY_CODE}000000")
    for name in DEPARTMENTS:
        add(name, name, UnitKind.DEPARTMENT, county, "")
    for number, area in enumerate(AREAS, 1):
        area_code = f"{COUNTY_CODE}{number:03d}"
        street = add(area.name, area.name, area.kind, county, f"{area_code}000")
        for position, (community_name, grids) in enumerate(area.communities.items(), 1):
            kind = UnitKind.VILLAGE if community_name.endswith("村") else UnitKind.COMMUNITY
            community_code = f"{area_code}{position:03d}"
            community = add(community_name, community_name, kind, street, community_code, sum(grids))
            for index, households in enumerate(grids):
                key = f"{community_name}/{GRID_NAMES[index]}"
                add(key, GRID_NAMES[index], UnitKind.GRID, community, f"{community_code}{index + 1:03d}", households)


@dataclass(frozen=True)
class Job:
    """A post somebody holds: at which unit, as what, with which role beside learning."""

    unit: str
    post: str
    employment: str
    role: str | None = None


def _jobs(town: Town) -> Iterator[Job]:
    """The posts of the county, the most important first, until everybody has one."""
    for name in DEPARTMENTS:
        yield Job(name, Post.CADRE, FULL, Role.POLICY_EDITOR)
    for area in AREAS:
        yield Job(area.name, Post.CADRE, FULL, Role.ENQUIRY_HANDLER)
        yield Job(area.name, Post.CADRE, FULL, Role.INVIGILATOR)
        yield Job(area.name, Post.MEDIATOR, FULL)
    for community in town.communities:
        yield Job(community.name, Post.SECRETARY, FULL)
        yield Job(community.name, Post.COMMUNITY_WORKER, FULL)
    grids = [key for key, unit in town.units.items() if unit.kind == UnitKind.GRID]
    for key in grids:
        yield Job(key, Post.GRID_WORKER, FULL)
    for key in grids:
        yield Job(key, Post.PART_TIME_GRID_WORKER, PART)
    for key in grids:
        yield Job(key, Post.GRID_LEADER, PART)
    for key in grids:
        yield Job(key, Post.PART_TIME_GRID_WORKER, PART)


def build_people(town: Town, today: date) -> None:
    """Create everybody but the demo accounts: a post, the role of a learner, and for some a second post or role."""
    draw = random.Random(5)
    admin = town.accounts["demo-admin"]
    supply = names()
    for number, job in zip(range(HEADCOUNT - len(ACCOUNTS)), _jobs(town), strict=False):
        unit = town.units[job.unit]
        starts = today - timedelta(days=draw.randint(200, 1400))
        with clock.at(moment(starts, 9)):
            person = services.create_person(username=f"u{number + 1:03d}", display_name=next(supply), by=admin)
            services.place(
                person=person, unit=unit, post=job.post, employment_type=job.employment, starts=starts, by=admin
            )
            for role in filter(None, [Role.LEARNER, job.role]):
                services.grant_role(person=person, role=role, unit=unit, starts=starts, by=admin)
        town.residents.append(person)
    _second_posts(town, today)


def _second_posts(town: Town, today: date) -> None:
    """A few grid workers look after a neighbouring grid as well: one person, two placements."""
    admin = town.accounts["demo-admin"]
    workers = [p for p in town.residents if p.placements.filter(post=Post.GRID_WORKER).exists()]
    for first, second in pairwise(workers[:5]):
        unit = second.placements.first().unit
        services.place(
            person=first,
            unit=unit,
            post=Post.PART_TIME_GRID_WORKER,
            employment_type=PART,
            starts=today - timedelta(days=90),
            by=admin,
        )


def build_accounts(town: Town, today: date) -> None:
    """Create the eight demo accounts with their roles; the administrator first, since everything is done by somebody."""
    units = town.units
    centre = units["青禾县网格化服务中心"]
    plan = {
        "demo-admin": (centre, Post.CADRE, FULL, [(Role.SYSTEM_ADMIN, units[COUNTY])], 1450),
        "demo-worker": (
            units["青松社区/第一网格"],
            Post.GRID_WORKER,
            FULL,
            [(Role.LEARNER, units["青松社区/第一网格"])],
            1100,
        ),
        "demo-newcomer": (
            units["桂花苑社区/第二网格"],
            Post.NEW_GRID_WORKER,
            FULL,
            [(Role.LEARNER, units["桂花苑社区/第二网格"])],
            0,
        ),
        "demo-trainer": (
            centre,
            Post.CADRE,
            FULL,
            [(Role.COURSE_EDITOR, units[COUNTY]), (Role.QUESTION_AUTHOR, units[COUNTY]), (Role.TRAINER, units[COUNTY])],
            800,
        ),
        "demo-reviewer": (
            units["青禾县司法局"],
            Post.CADRE,
            FULL,
            [(Role.QUESTION_REVIEWER, units[COUNTY]), (Role.DEPARTMENT_REVIEWER, units[COUNTY])],
            700,
        ),
        "demo-manager": (units["东关街道"], Post.CADRE, FULL, [(Role.STREET_ADMIN, units["东关街道"])], 600),
        "demo-manager2": (units["禾丰街道"], Post.CADRE, FULL, [(Role.STREET_ADMIN, units["禾丰街道"])], 600),
        "demo-handler": (
            units["青禾县消防救援大队"],
            Post.CADRE,
            FULL,
            [(Role.ENQUIRY_HANDLER, units["青禾县消防救援大队"]), (Role.ENQUIRY_HANDLER, units["东关街道"])],
            650,
        ),
    }
    known = {account.username: account for account in ACCOUNTS}
    for number, (username, (unit, post, employment, roles, days)) in enumerate(plan.items()):
        admin = town.accounts.get("demo-admin")
        starts = today - timedelta(days=days)
        with clock.at(moment(starts, 8)):
            person = services.create_person(
                username=username,
                display_name=known[username].name,
                phone=f"+861990000000{number}",
                email=f"{username}@example.invalid",
                password=settings.DEMO_PASSWORD,
                by=admin,
            )
            services.place(person=person, unit=unit, post=post, employment_type=employment, starts=starts, by=admin)
            for role, role_unit in roles:
                services.grant_role(person=person, role=role, unit=role_unit, starts=starts, by=admin)
        town.accounts[username] = person
