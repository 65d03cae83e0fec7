from decimal import Decimal

import pytest

from assessments import services
from assessments.models import Entry
from assessments.reports import exam_records, scores_of
from assessments.reports.entries import exam_start
from people.enums import Role
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
HALF = {1: "A", 2: "B"}


def exam(**rules):
    return make_exam(kinds=["single", "single"], resit_hours=0, **rules)


def sat(entry, *papers):
    for answers in papers:
        make_attempt(entry=entry, answers=answers, submitted=True)
    return entry


@pytest.mark.parametrize(
    ("papers", "first", "best", "passed"),
    [
        (["wrong", HALF], 0, 50, False),
        ([HALF, "wrong"], 50, 50, False),
        ([HALF, "right"], 50, 100, True),
        ([], None, None, False),
    ],
)
def test_the_first_and_the_best_score_are_two_things(papers, first, best, passed):
    scores = scores_of(sat(EntryFactory(exam=exam()), *papers).attempts.order_by("number"))
    assert (scores.first, scores.best, scores.passed) == (first, best, passed)


def test_a_void_attempt_is_neither_first_nor_best():
    entry = sat(EntryFactory(exam=exam()), HALF)
    services.void_attempt(attempt=entry.attempts.get(), reason="停电", by=None)
    sat(entry, "wrong")
    line = exam_start(entry.pk, entry.person)
    assert (line.first_score, line.first_passed, line.best_score) == (0, False, 0)


def test_who_was_absent_the_first_time_has_no_first_score():
    entry = EntryFactory(exam=exam())
    Entry.objects.filter(pk=entry.pk).update(absences=1)
    sat(entry, "right")
    line = exam_start(entry.pk, entry.person)
    assert (line.first_score, line.best_score) == (None, Decimal(100))


@pytest.mark.anchor_37
def test_a_score_that_is_not_released_is_no_score(at):
    with at(NOON):
        entry = sat(EntryFactory(exam=exam(release="after_close")), "right")
        assert exam_start(entry.pk, entry.person).best_score is None
        assert [record.scores.best for record in exam_records(entry.person)] == [None]


def test_the_pages_of_the_candidate_tell_both(client):
    entry = sat(EntryFactory(exam=exam(attempts_allowed=2)), "wrong", HALF)
    client.force_login(entry.person)
    page = client.get("/assessments/").content.decode()
    assert "首考 0 分" in page
    assert "最好成绩 50 分" in page
    last = entry.attempts.last()
    page = client.get(f"/assessments/attempts/{last.pk}/result/").content.decode()
    assert "首考 0 分，最好成绩 50 分" in page
    assert "交卷 · 补考" in " ".join(page.split())


def test_whoever_is_responsible_sees_both_and_the_absences(client):
    worker = PersonFactory(grid_worker=True)
    sat(EntryFactory(person=worker, exam=exam(code="A")), "wrong", HALF)
    missed = EntryFactory(person=worker, exam=exam(code="B"))
    EntryFactory(person=worker, exam=exam(code="C"))
    EntryFactory(person=worker, exam=exam(code="D", mode="mock"))
    Entry.objects.filter(pk=missed.pk).update(state="absent")
    records = {record.entry.exam.code: record for record in exam_records(worker)}
    assert records.keys() == {"A", "B"}
    assert (records["A"].attempts, records["A"].scores.first, records["A"].scores.best) == (2, 0, 50)
    client.force_login(PersonFactory(role=Role.AREA_ADMIN, unit=worker.placements.get().unit))
    page = client.get(f"/manage/people/{worker.pk}/").content.decode()
    assert "首考和最好成绩分开记" in page
    assert "缺考" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_records_take_two_queries_whatever_their_number(django_assert_num_queries, number):
    worker = PersonFactory()
    for code in "ABC"[:number]:
        sat(EntryFactory(person=worker, exam=exam(code=code)), HALF)
    with django_assert_num_queries(2):
        exam_records(worker)
