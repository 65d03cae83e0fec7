"""The county of the security tests: two streets with everything in each of them, and one person per role.

`owner` and `colleague` work in our street, `stranger` in the sibling street. `of(owner)` are the things of one learner:
an entry not begun, an open attempt, a finished one, an unreleased one, a certificate, a message, a job.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from wagtail.models import Site

from assessments.enums import Release
from assessments.models import Attempt, Entry, ExamSession
from assessments.services import grant_entry, place_entries, save_session
from certificates.models import Certificate
from core import clock
from core.models import Job
from courses.models import CardPage, CoursePage, LessonPage
from lms.site.services import ensure_site_pages
from people.enums import Post, Role, UnitKind
from people.models import Message, OrgUnit, User
from people.services import ensure_groups, notify
from policies.models import DutyPage, PolicyPage
from tests.assessments.factories import FACTORIES, make_attempt, make_exam
from tests.certificates.factories import CertificateFactory, CompletionFactory
from tests.courses.factories import CardFactory, CourseFactory, EnrolmentFactory, finish, lessons_of
from tests.people.factories import PASSWORD, PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory
from tests.policies.factories import make_duty
from tests.policies.quizzes import make_quizzed


@dataclass
class Belongings:
    """What one learner has."""

    entry: Entry
    attempt: Attempt
    finished: Attempt
    unreleased: Attempt
    certificate: Certificate
    message: Message
    job: Job
    lesson: LessonPage


@dataclass
class County:
    """Units, people by role, courses, and the belongings of each learner."""

    county: OrgUnit
    ours: OrgUnit
    theirs: OrgUnit
    grid: OrgUnit
    foreign_grid: OrgUnit
    people: dict[str, User]
    course: CoursePage
    other_course: CoursePage
    policy: PolicyPage
    duty: DutyPage
    card: CardPage
    belongings: dict[str, Belongings] = field(default_factory=dict)
    session: ExamSession = field(init=False)
    placed: Entry = field(init=False)
    seat: Attempt = field(init=False)

    def of(self, name: str) -> Belongings:
        return self.belongings[name]


ROLES = {
    "manager": (Role.STREET_ADMIN, "ours"),
    "sibling": (Role.STREET_ADMIN, "theirs"),
    "viewer": (Role.DATA_VIEWER, "ours"),
    "trainer": (Role.TRAINER, "county"),
    "editor": (Role.COURSE_EDITOR, "county"),
    "author": (Role.QUESTION_AUTHOR, "county"),
    "reviewer": (Role.QUESTION_REVIEWER, "county"),
    "policies": (Role.POLICY_EDITOR, "county"),
    "department": (Role.DEPARTMENT_REVIEWER, "county"),
    "admin": (Role.SYSTEM_ADMIN, "county"),
}


def build(text: str = "") -> County:
    """The county; `text` is put into every name of a person, a unit and a course."""
    pages = ensure_site_pages()
    ensure_groups()
    county = UnitFactory(kind=UnitKind.COUNTY, name="青禾县")
    ours, theirs = (
        UnitFactory(kind=UnitKind.STREET, name=name + text, parent=county) for name in ("东关街道", "禾丰街道")
    )
    grids = [
        UnitFactory(
            name=f"{name}第1网格{text}", parent=UnitFactory(kind=UnitKind.COMMUNITY, name=f"{name}社区", parent=street)
        )
        for name, street in (("柳岸", ours), ("槐树里", theirs))
    ]
    units = {"county": county, "ours": ours, "theirs": theirs}
    people = {name: _worker(name, grids[name == "stranger"], text) for name in ("owner", "colleague", "stranger")}
    for name, (role, unit) in ROLES.items():
        person = PersonFactory(username=name, display_name=f"某{name}{text}", password=PASSWORD)
        people[name] = RoleGrantFactory(person=person, role=role, unit=units[unit]).person
    course, other = (
        CourseFactory(
            parent=pages.courses,
            code=code,
            title=f"巡查{code}{text}",
            lessons=2,
            exam=make_exam(kinds=FACTORIES, code=f"KS-{code}"),
        )
        for code in ("SEC101", "SEC102")
    )
    town = County(
        county,
        ours,
        theirs,
        *grids,
        people,
        course,
        other,
        make_quizzed("S1"),
        make_duty(),
        CardFactory(parent=pages.cards, slug="card-s1"),
    )
    exams = SimpleNamespace(
        fresh=make_exam(kinds=FACTORIES, code="KS-A"),
        open=make_exam(kinds=FACTORIES, code="KS-B"),
        done=make_exam(kinds=FACTORIES, code="KS-C"),
        waiting=make_exam(
            kinds=FACTORIES, code="KS-D", release=Release.AFTER_CLOSE, closes=clock.now() + timedelta(days=9)
        ),
    )
    for name, taken in (("owner", course), ("stranger", other)):
        town.belongings[name] = _belongings(people[name], taken, exams)
    town.session = _session(ours)
    town.placed, town.seat = _placed(town.session, people["owner"]), _seat(town.session, people["colleague"])
    Site.clear_site_root_paths_cache()
    return town


def _session(street: OrgUnit) -> ExamSession:
    """A session of our street that began an hour ago and goes on for two."""
    starts = clock.now() - timedelta(hours=1)
    return save_session(
        session=None,
        exam=make_exam(code="KS-E"),
        unit=street,
        place="活动室",
        starts=starts,
        ends=starts + timedelta(hours=3),
        late_entry_minutes=15,
        early_submit_minutes=0,
        invigilators=[],
        by=None,
    )


def _placed(session: ExamSession, person: User) -> Entry:
    return place_entries(session=session, people=[person], by=None)[0]


def _seat(session: ExamSession, person: User) -> Attempt:
    """Somebody who is answering in the session."""
    attempt = make_attempt(entry=grant_entry(person=person, exam=session.exam, by=None))
    Entry.objects.filter(pk=attempt.entry_id).update(session=session, admission_number="002")
    Attempt.objects.filter(pk=attempt.pk).update(session=session)
    return attempt


def _worker(name: str, grid: OrgUnit, text: str) -> User:
    person = PersonFactory(username=name, display_name=f"周{name}{text}", password=PASSWORD)
    PlacementFactory(person=person, unit=grid, post=Post.GRID_WORKER)
    return person


def _belongings(person: User, course: CoursePage, exams: SimpleNamespace) -> Belongings:
    EnrolmentFactory(person=person, course=course)
    first, _second = lessons_of(course)
    finish(person, first)
    attempt = make_attempt(entry=grant_entry(person=person, exam=exams.open, by=None))
    finished, unreleased = (
        make_attempt(entry=grant_entry(person=person, exam=exam, by=None), answers="right", submitted=True)
        for exam in (exams.done, exams.waiting)
    )
    return Belongings(
        entry=grant_entry(person=person, exam=exams.fresh, by=None),
        attempt=attempt,
        finished=finished,
        unreleased=unreleased,
        certificate=CertificateFactory(completion=CompletionFactory(person=person, course=course)),
        message=notify(person, "exam_open", {"course": course.title, "exam": "考试", "url": "/my/"}, "security"),
        job=Job.objects.create(kind="certificates.issue", by=person, params={"completion_id": 0}),
        lesson=first,
    )
