import pytest

from assessments import services
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from people.services import grant_role
from tests.assessments.factories import EntryFactory, make_exam
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return PersonFactory(grid_worker=True)


def written_by(author, exam):
    question = exam.paper.items.first().question
    question.owner = author
    question.save()
    return exam


def published_by(author, exam):
    grant_role(person=author, role=Role.SYSTEM_ADMIN, unit=UnitFactory(kind=UnitKind.COUNTY), by=None)
    question = exam.paper.items.first().question.get_real_instance()
    question.stem = "改过的题干？"
    services.publish_question(question=question, by=author)
    return exam


def start(entry):
    return services.start_attempt(entry=entry, by=entry.person)


@pytest.mark.parametrize("involve", [written_by, published_by])
def test_who_wrote_or_published_a_question_does_not_sit_the_formal_exam_and_others_do(author, involve):
    exam = involve(author, make_exam())
    with pytest.raises(DomainError, match="own_question"):
        start(EntryFactory(exam=exam, person=author))
    assert start(EntryFactory(exam=exam)).number == 1


def test_a_mock_exam_is_open_to_authors(author):
    exam = written_by(author, make_exam(mode="mock"))
    assert start(EntryFactory(exam=exam, person=author)).number == 1


def test_an_administrator_excuses_an_author_with_a_reason(author):
    entry = EntryFactory(exam=written_by(author, make_exam()), person=author)
    street = author.placements.get().unit.get_parent().get_parent()
    by = PersonFactory(role=Role.STREET_ADMIN, unit=street)
    services.excuse_author(entry=entry, reason="全县只有一名命题人", by=by)
    assert start(entry).number == 1
    line = AuditEntry.objects.get(action="assessments.author_excused")
    assert (line.actor, line.reason) == (by, "全县只有一名命题人")


def test_nobody_else_excuses_an_author_and_not_without_a_reason(author):
    entry = EntryFactory(exam=written_by(author, make_exam()), person=author)
    street = author.placements.get().unit.get_parent().get_parent()
    elsewhere = PersonFactory(role=Role.STREET_ADMIN, unit=UnitFactory(kind=UnitKind.STREET))
    for by in (author, PersonFactory(role=Role.INVIGILATOR, unit=street), elsewhere):
        with pytest.raises(DomainError, match="not_allowed"):
            services.excuse_author(entry=entry, reason="忙", by=by)
    with pytest.raises(DomainError, match="reason_missing"):
        services.excuse_author(entry=entry, reason="", by=None)
    entry.refresh_from_db()
    assert not entry.author_excused
