"""A person learning: enrolled, a lesson opened, its place kept, its check taken, the lesson finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.services import PracticeMark, grant_entry, mark_practice
from competencies.enums import EvidenceKind
from competencies.models import Competency
from competencies.services import record_evidence
from core import audit, clock
from core.errors import DomainError
from courses.engine import rules
from courses.models import (
    CheckResult,
    Completion,
    CoursePage,
    CoursePrerequisite,
    Enrolment,
    LessonPage,
    LessonProgress,
    Restart,
)
from courses.services.completions import complete
from courses.services.credits import award_lesson
from courses.services.kept import Kept, refuse_if_changed, sent_before
from people.models import User
from people.services import notify


def current_cycle(person: User, course: CoursePage) -> int:
    """The cycle in which the person learns the course today: that of the rules, or a later one that was ordered."""
    last = Completion.objects.filter(person=person, course=course).order_by("-cycle").first()
    by_rule = (
        rules.next_cycle(last.cycle, last.withdrawn_at is not None, last.valid_until, clock.today()) if last else 1
    )
    ordered = Restart.objects.filter(person=person, course=course).aggregate(cycle=Max("cycle"))["cycle"] or 0
    return max(by_rule, ordered)


@transaction.atomic
def enrol(*, person: User, course: CoursePage, by: User | None) -> Enrolment:
    """Begin a course; a second call returns the same enrolment.

    Errors: course_not_published; prerequisites_missing (courses: their titles), which ends no enrolment that there is.
    """
    if not course.live:
        raise DomainError("course_not_published")
    begun = Enrolment.objects.filter(person=person, course=course).first()
    if begun is not None:
        return begun
    if missing := list(CoursePrerequisite.objects.missing_for(person).filter(course=course)):
        raise DomainError("prerequisites_missing", courses=[row.requires.title for row in missing])
    enrolment, created = Enrolment.objects.get_or_create(
        person=person, course=course, defaults={"enrolled_at": clock.now()}
    )
    if created:
        audit.record("courses.enrolled", enrolment, by=by, after={"course": course.code})
    return enrolment


@transaction.atomic
def open_lesson(*, person: User, lesson: LessonPage) -> LessonProgress:
    """Remember that the person is at this lesson; returns its progress in the current cycle.

    Errors: not_enrolled, lesson_locked.
    """
    return _open(_enrolment(person, lesson), lesson)


@transaction.atomic
def save_place(*, person: User, lesson: LessonPage, anchor: str) -> LessonProgress:
    """Remember the block the person reads, to resume there on any device.

    Arguments: `anchor` the id of the block's element, at most 60 characters. Errors: not_enrolled, lesson_locked.
    """
    progress = _open(_enrolment(person, lesson), lesson)
    LessonProgress.objects.filter(pk=progress.pk).update(anchor=anchor[:60])
    progress.anchor = anchor[:60]
    return progress


@transaction.atomic
def take_check(
    *, person: User, lesson: LessonPage, answers: Mapping[int, Any], by: User | None, kept: Kept | None = None
) -> CheckResult:
    """Mark one try of the questions at the end of a lesson; passing it finishes the lesson.

    Arguments: `answers` by question id, as `clean_answer` gives them; a question without one is wrong. Passed from 60 % on
    (domain.md 3, L1); there is no limit of tries and no wait, since the explanations are the lesson. `kept`: what the
    device says of this try; sent again, it is the same try, and it is marked by the versions that were shown.
    Errors: not_enrolled, no_check, lesson_locked; with `kept` cycle_changed, check_changed, version_unknown,
    client_id_reused.
    """
    enrolment = _enrolment(person, lesson, lock=True)
    if kept and (known := sent_before(person, lesson, kept)):
        return known
    questions = lesson.questions
    if not questions:
        raise DomainError("no_check")
    if kept:
        refuse_if_changed(kept, questions, current_cycle(person, lesson.course))
    versions = kept.versions if kept else None
    marks = mark_practice(questions=questions, answers=answers, versions=versions, seed=person.pk)
    progress = _open(enrolment, lesson)
    result = CheckResult.objects.create(
        person=person,
        lesson=lesson,
        cycle=progress.cycle,
        answers=[_frozen(mark) for mark in marks],
        right=sum(mark.share == 1 for mark in marks),
        total=len(marks),
        passed=rules.check_passed([mark.share for mark in marks]),
        taken_at=clock.now(),
        client_id=kept.client_id if kept else None,
        device_at=kept.device_at if kept else None,
    )
    after = {"right": result.right, "total": result.total, "passed": result.passed}
    audit.record("courses.check_taken", result, by=by, after=after)
    if result.passed:
        _finish(enrolment, lesson, progress, result, by)
    return result


@transaction.atomic
def finish_lesson(*, person: User, lesson: LessonPage, by: User | None, cycle: int | None = None) -> LessonProgress:
    """Finish a lesson: read, and its check passed in this cycle. A second call changes nothing.

    The last lesson of a course opens its exam, or completes a course without one. Arguments: `cycle` the one it was read
    in, where that was on a device without a network. Errors: not_enrolled, check_not_passed, lesson_locked,
    cycle_changed.
    """
    enrolment = _enrolment(person, lesson, lock=True)
    if cycle is not None and cycle != current_cycle(person, lesson.course):
        raise DomainError("cycle_changed")
    progress = _open(enrolment, lesson)
    result = _passed_check(progress)
    if progress.finished_at is None and lesson.questions and result is None:
        raise DomainError("check_not_passed")
    return _finish(enrolment, lesson, progress, result, by)


def _enrolment(person: User, lesson: LessonPage, lock: bool = False) -> Enrolment:
    """The enrolment; locked where two lessons finished at once must see each other."""
    rows = Enrolment.objects.select_for_update(of=("self",)) if lock else Enrolment.objects.all()
    enrolment = rows.filter(person=person, course=lesson.course.pk).select_related("person").first()
    if enrolment is None:
        raise DomainError("not_enrolled")
    return enrolment


def _open(enrolment: Enrolment, lesson: LessonPage) -> LessonProgress:
    cycle = current_cycle(enrolment.person, lesson.course)
    if lesson.course.sequential and lesson.pk in _locked(enrolment.person, lesson.course, cycle):
        raise DomainError("lesson_locked")
    progress, _created = LessonProgress.objects.get_or_create(person=enrolment.person, lesson=lesson, cycle=cycle)
    Enrolment.objects.filter(pk=enrolment.pk).update(last_lesson=lesson)
    return progress


def _locked(person: User, course: CoursePage, cycle: int) -> frozenset[int]:
    order = list(LessonPage.objects.descendant_of(course).live().order_by("path").values_list("pk", flat=True))
    finished = LessonProgress.objects.filter(person=person, lesson__in=order, finished_at__isnull=False)
    ever = set(finished.values_list("lesson", "cycle"))
    return rules.locked_lessons(order, {pk for pk, of in ever if of == cycle}, {pk for pk, _cycle in ever})


def _passed_check(progress: LessonProgress) -> CheckResult | None:
    tries = CheckResult.objects.filter(person=progress.person_id, lesson=progress.lesson_id, cycle=progress.cycle)
    return tries.filter(passed=True).first()


def _finish(
    enrolment: Enrolment, lesson: LessonPage, progress: LessonProgress, result: CheckResult | None, by: User | None
) -> LessonProgress:
    """Note the end once; `result` is the passed check, None for a lesson without one."""
    now = clock.now()
    if LessonProgress.objects.filter(pk=progress.pk, finished_at=None).update(finished_at=now):
        progress.finished_at = now
        audit.record("courses.lesson_finished", progress, by=by, after={"lesson": lesson.slug, "cycle": progress.cycle})
        award_lesson(progress=progress, lesson=lesson, check=result, by=by)
        if result:
            _record_check(enrolment.person, lesson, progress.cycle, result)
        finish_course_if_done(enrolment.person, lesson.course, progress.cycle)
    return progress


def _record_check(person: User, lesson: LessonPage, cycle: int, result: CheckResult) -> None:
    """Evidence of the passed check: for the competency of each question, else those of the lesson, else the course's main."""
    taught = list(lesson.competencies.values_list("competency", flat=True)) or list(
        lesson.course.competencies.values_list("competency", flat=True)[:1]
    )
    by_competency: dict[int, list[Decimal]] = defaultdict(list)
    competency_of = {question.pk: question.competency_id for question in lesson.questions}
    for answer in result.answers:
        own = competency_of.get(answer["question"])
        for competency in [own] if own else taught:
            by_competency[competency].append(Decimal(answer["share"]))
    names = Competency.objects.in_bulk(by_competency)
    for key, shares in by_competency.items():
        record_evidence(
            person=person,
            competency=names[key],
            kind=EvidenceKind.LESSON_CHECK,
            source=f"lesson:{lesson.pk}",
            source_label=lesson.title,
            value=sum(shares, Decimal(0)) / len(shares),
            observed_at=result.taken_at,
            dedupe_key=f"lesson-check:{person.pk}:{lesson.pk}:{cycle}:{key}",
        )


def finish_course_if_done(person: User, course: CoursePage, cycle: int) -> None:
    """After the last lesson: open the exam, or complete a course without one. Nothing while no lesson is published."""
    done = LessonProgress.objects.filter(person=person, cycle=cycle, finished_at__isnull=False).values("lesson")
    lessons = LessonPage.objects.descendant_of(course).live()
    if not lessons.exists() or lessons.exclude(pk__in=done).exists():
        return
    if course.exam is None:
        complete(person=person, course=course, cycle=cycle, completed_at=clock.now(), source="checks")
        return
    grant_entry(person=person, exam=course.exam, by=None, cycle=cycle)
    context = {"course": course.title, "exam": course.exam.title, "url": "/assessments/"}
    notify(person, "exam_open", context, dedupe_key=f"exam-open-{course.pk}-{cycle}")


def _frozen(mark: PracticeMark) -> dict[str, Any]:
    """A practice mark as the person may read it again, whatever becomes of the question."""
    return {
        "question": mark.question.pk,
        "version": mark.version_id,
        "stem": mark.stem,
        "answer": mark.answer,
        "given": mark.answer_summary,
        "correct": mark.correct_summary,
        "explanation": mark.explanation,
        "basis": mark.basis,
        "share": str(mark.share),
        "options": mark.options,
    }
