"""A small real county for the journeys: one street, the mediation course with its exam, one explainer, all through the services.

The grid worker's name has characters that many fonts lack.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from assessments.models import Attempt, Entry
from assessments.services import save_answer, start_attempt, submit_attempt
from competencies.formats import framework
from competencies.services import load_framework
from core import clock
from courses.models import CoursePage, LessonPage
from courses.services import assign, enrol, load_course_file, take_check
from lms.site.services import SitePages, ensure_site_pages
from people.enums import Post, Role, UnitKind
from people.models import OrgUnit, User
from people.services import ensure_groups
from policies.formats import yaml_policy
from policies.models import PolicyPage
from policies.services import load_policies
from tests.courses.factories import lessons_of
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory

NAME = "吴𠮷㛃䶮"


@dataclass
class Town:
    """`worker` has every lesson of `course` behind her but `last`; `manager` looks after her street."""

    pages: SitePages
    street: OrgUnit
    course: CoursePage
    last: LessonPage
    worker: User
    manager: User
    policy: PolicyPage


def build(code: str = "MED201") -> Town:
    content = settings.CONTENT_DIR
    load_framework(framework=framework.read(content / "framework.yaml"))
    pages = ensure_site_pages()
    ensure_groups()
    county = UnitFactory(kind=UnitKind.COUNTY, name="青禾县")
    UnitFactory(kind=UnitKind.DEPARTMENT, name="青禾县消防救援大队", parent=county)
    street = UnitFactory(kind=UnitKind.STREET, name="东关街道", parent=county)
    community = UnitFactory(kind=UnitKind.COMMUNITY, name="青松社区", parent=street)
    grid = UnitFactory(kind=UnitKind.GRID, name="第一网格", parent=community)
    specs = yaml_policy.read((content / "policies.yaml").read_text(), "policies.yaml")
    load_policies(specs, by=None, parent=pages.policies)
    course = load_course_file(path=content / "courses" / f"{code}.yaml", by=None, parent=pages.courses)
    worker = PlacementFactory(
        person=PersonFactory(username="worker", display_name=NAME), unit=grid, post=Post.GRID_WORKER
    ).person
    RoleGrantFactory(person=worker, unit=grid, role=Role.LEARNER)
    manager = RoleGrantFactory(
        person=PersonFactory(username="manager", display_name="郑海燕"), unit=street, role=Role.STREET_ADMIN
    ).person
    policy = PolicyPage.objects.get(title__startswith="电动自行车")
    town = Town(pages, street, course, lessons_of(course)[-1], worker, manager, policy)
    assign(person=worker, course=course, due=clock.today() + timedelta(days=20), by=manager, reason="年度培训计划")
    _learn(worker, course)
    return town


def _learn(person: User, course: CoursePage) -> None:
    enrol(person=person, course=course, by=person)
    for lesson in lessons_of(course)[:-1]:
        answers = {question.pk: question.right_answer(question.key()) for question in lesson.questions}
        assert take_check(person=person, lesson=lesson, answers=answers, by=person).passed


def finish(town: Town) -> Entry:
    """The last lesson too: the exam is open."""
    answers = {question.pk: question.right_answer(question.key()) for question in town.last.questions}
    take_check(person=town.worker, lesson=town.last, answers=answers, by=town.worker)
    return Entry.objects.get(person=town.worker, exam=town.course.exam)


def begin(town: Town) -> Attempt:
    """An open attempt of the course's exam."""
    return start_attempt(entry=finish(town), by=town.worker)


def sit(attempt: Attempt) -> Attempt:
    """Answer everything rightly and hand in."""
    person = attempt.entry.person
    for sequence, item in enumerate(attempt.items.select_related("version")):
        save_answer(
            attempt=attempt,
            position=item.position,
            value=item.version.kind.right_answer(item.version.key),
            base_sequence=sequence,
            client_id=f"00000000-0000-4000-8000-{sequence:012}",
            by=person,
        )
    return submit_attempt(attempt=attempt, submit_key=None, by=person)
