"""Every kind of page of ours, with the one who sees it, over a town in which each has something to show."""

from dataclasses import dataclass

from assessments.models import Attempt
from certificates.models import Certificate
from core import clock
from core.jobs import run_due_jobs_here
from core.models import Job
from people.models import User
from people.services import notify
from policies.services.enquiries import token_of
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import make_session, sit
from tests.courses.factories import CardFactory
from tests.e2e import town as towns
from tests.e2e.town import Town
from tests.people.factories import PersonFactory
from tests.policies.enquiries import make_enquiry
from tests.policies.factories import make_duty


@dataclass(frozen=True)
class Place:
    """An address, who goes there (None: anybody), and what it answers."""

    path: str
    user: User | None = None
    status: int = 200


def furnish(town: Town) -> list[Place]:
    """Let the worker pass, then sit a second exam, and list every page."""
    finished = towns.sit(towns.begin(town))
    run_due_jobs_here()
    notify(
        town.worker, "role_granted", {"role_name": "讲师", "unit": "东关街道", "starts": "2026-11-24", "url": ""}, "e2e"
    )
    exams = [make_exam(code=f"E2E-{number}") for number in range(2)]
    waiting, sitting = (EntryFactory(person=town.worker, exam=exam) for exam in exams)
    attempt = make_attempt(entry=sitting)
    certificate = Certificate.objects.get()
    return [
        *_public(town, certificate),
        *(Place(path, town.worker) for path in _learner(town, certificate)),
        *(Place(path, town.worker) for path in _exams(waiting.pk, attempt, finished)),
        Place("/my/", PersonFactory(display_name="何子涵", password=None)),
        *(Place(path, town.manager) for path in [*_manager(town), *_desk(town), *_enquiries(town)]),
        Place("/manage/", town.worker, 403),
    ]


def _public(town: Town, certificate: Certificate) -> list[Place]:
    asked = make_enquiry(state="published", policy=town.policy)
    paths = [
        "/",
        "/policies/",
        town.policy.get_url(),
        f"/public/policies/{town.policy.slug}/print/",
        f"/public/policies/{town.policy.slug}/changes/",
        f"/public/policies/{town.policy.slug}/poster/",
        f"/public/policies/{town.policy.slug}/infographic/",
        "/who/",
        make_duty().get_url(),
        "/glossary/",
        f"/public/policies/{town.policy.slug}/check/",
        f"/public/policies/{town.policy.slug}/useful/?answer=partly",
        f"/public/policies/{town.policy.slug}/useful/?said=clear",
        "/courses/",
        town.course.get_url(),
        "/cards/",
        CardFactory(course=town.course).get_url(),
        "/search/?q=电动自行车",
        "/search/?q=没有的词",
        "/ask/",
        f"/ask/?policy={town.policy.slug}&part=qa",
        "/ask/status/",
        f"/ask/status/{token_of(asked)}/",
        f"/ask/me-too/{asked.pk}/",
        "/verify/",
        f"/verify/{certificate.token}/",
        "/about/",
        "/feedback/",
        "/privacy/",
        "/accessibility/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/demo/",
        "/demo/outbox/",
    ]
    return [
        *map(Place, paths),
        Place("/ask/receipt/", None, 404),
        Place("/verify/unknown/", None, 404),
        Place("/nothing-here/", None, 404),
    ]


def _learner(town: Town, certificate: Certificate) -> list[str]:
    job = Job.objects.filter(by=town.worker).first()
    code = town.course.competencies.first().competency.code
    return [
        "/my/",
        town.course.get_url(),
        town.last.get_url(),
        "/my/record/",
        "/my/record/data/",
        "/my/competency/",
        f"/my/competency/{code}/",
        "/my/certificates/",
        f"/my/certificates/{certificate.pk}/",
        "/my/inbox/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/logout/",
        *([f"/jobs/{job.pk}/"] if job else []),
    ]


def _exams(waiting: int, attempt: Attempt, finished: Attempt) -> list[str]:
    return [
        "/assessments/",
        f"/assessments/entries/{waiting}/",
        f"/assessments/attempts/{attempt.pk}/",
        f"/assessments/attempts/{attempt.pk}/submit/",
        f"/assessments/attempts/{finished.pk}/receipt/",
        f"/assessments/attempts/{finished.pk}/result/",
    ]


def _manager(town: Town) -> list[str]:
    return [
        "/manage/",
        f"/manage/units/{town.street.pk}/",
        f"/manage/units/{town.street.pk}/assign/",
        "/manage/people/",
        f"/manage/people/{town.worker.pk}/",
        f"/manage/people/{town.worker.pk}/assign/",
        "/manage/awareness/",
        f"/manage/awareness/?policy={town.policy.slug}",
        "/manage/awareness/votes/",
        "/manage/exams/times/",
        f"/manage/exams/{town.course.exam_id}/times/?person={town.worker.username}",
        f"/manage/exams/{town.course.exam_id}/times/person/",
        "/manage/exams/accommodations/",
        f"/manage/exams/accommodations/{town.worker.pk}/",
        "/manage/exams/late/",
    ]


def _enquiries(town: Town) -> list[str]:
    """The desk with one to answer, one to look at first, and one answered."""
    by = town.manager
    waiting = make_enquiry(state="accepted", by=by, unit=town.street, text="充电棚太远，打我电话13800000000")
    make_enquiry(unit=town.street, text="便宜贷款看 https://example.invalid")
    done = make_enquiry(
        state="answered", by=by, unit=town.street, policy=town.policy, text="换下来的旧电池该交到哪里去"
    )
    own = f"/manage/enquiries/{waiting.pk}/"
    return [
        "/manage/enquiries/",
        "/manage/enquiries/?queue=published",
        "/manage/enquiries/new/",
        "/manage/enquiries/report/",
        own,
        *(f"{own}{name}/" for name in ("answer", "forward", "extend", "refer")),
        f"/manage/enquiries/{done.pk}/publish/",
    ]


def _desk(town: Town) -> list[str]:
    """The pages of a session under way in which one has begun and one has not come."""
    begun, missing = (PersonFactory(display_name=name, password=None) for name in ("欧阳兰", "吴为民"))
    session = make_session(clock.now(), exam=make_exam(code="E2E-ROOM"), unit=town.street, people=[begun, missing])
    entries = {entry.person: entry for entry in session.entries.select_related("session", "person")}
    attempt = sit(entries[begun])
    own = f"/manage/exams/sessions/{session.pk}/"
    return [
        "/manage/exams/",
        "/manage/exams/sessions/new/",
        own,
        f"{own}?show=look",
        f"{own}edit/",
        f"{own}candidates/?unit={town.street.pk}",
        f"{own}candidates/{entries[missing].pk}/defer/",
        f"{own}attempts/{attempt.pk}/extend/",
        f"{own}collect/",
        f"{own}list/",
        f"{own}paper/",
    ]
