"""A course file becomes pages, practice questions, a paper and an exam; loading it again changes only what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page

from assessments.enums import Use
from assessments.formats import yaml_bank
from assessments.formats.yaml_bank import QuestionSpec
from assessments.models import Exam, Question
from assessments.services import load_questions, save_exam, save_paper
from competencies.models import Competency
from core.errors import DomainError
from courses.formats import yaml_course
from courses.formats.yaml_course import CourseSpec, LessonSpec, ModuleSpec
from courses.models import CourseCompetency, CoursePage, LessonPage, ModulePage
from courses.services.card_loading import load_cards
from courses.services.page_loading import Upkeep, load_page
from people.models import User


def load_course_file(*, path: Path, by: User | None, parent: Page, kept: Upkeep | None = None) -> CoursePage:
    """Load `courses/<CODE>.yaml` together with its questions in `questions/<CODE>.yaml` beside that folder.

    Errors: CourseError and SchemaError (both ValueError) with file and line; those of `load_course`.
    """
    spec = yaml_course.read(path.read_text(encoding="utf-8"), path.name)
    questions = path.parent.parent / "questions" / path.name
    bank = yaml_bank.read(questions.read_text(encoding="utf-8"), f"questions/{path.name}") if questions.exists() else []
    return load_course(spec=spec, by=by, parent=parent, bank=bank, kept=kept)


@transaction.atomic
def load_course(
    *,
    spec: CourseSpec,
    by: User | None,
    parent: Page,
    bank: Sequence[QuestionSpec] = (),
    kept: Upkeep | None = None,
) -> CoursePage:
    """Create or renew the course of this code below `parent`, with its lessons, check questions, exam and handling cards,
    published.

    Arguments: `bank` the questions its exam draws from; types the bank does not know are left out, and the exam holds as
    many as the file says or as there are, of every kind; `kept` who answers for the course and its cards and until when
    they hold (left alone without it). A page is matched by its slug and gets a new revision only when something in
    it changed; a lesson no longer in the file is unpublished, since people may have finished it.
    Errors: unknown_competency, exam_without_questions, no_card_index.
    """
    competencies = _competencies(spec)
    load_questions(specs=_checks(spec), by=by, use=Use.PRACTICE)
    course = load_page(
        page=CoursePage.objects.filter(code=spec.code).first() or CoursePage(code=spec.code, slug=spec.code.lower()),
        parent=parent,
        by=by,
        title=spec.title,
        summary=spec.summary,
        audience=list(spec.audience),
        credit_hours=spec.credit_hours,
        validity_months=spec.validity_months,
        has_practical=spec.practical,
        review_note=spec.review_note,
        exam=_load_exam(spec, bank, by),
        objectives=[("objective", text) for text in spec.objectives],
        legal_basis=[("basis", {"law": law, "article": article}) for law, article in spec.legal_basis],
        competencies=[
            CourseCompetency(competency=competency, level=level, sort_order=place)
            for place, (competency, level) in enumerate(competencies)
        ],
        **(kept.fields() if kept else {}),
    )
    _load_modules(course, spec, by)
    load_cards(course=course, specs=spec.cards, by=by, kept=kept)
    return course


def _competencies(spec: CourseSpec) -> list[tuple[Competency, int]]:
    rows = {row.code: row for row in Competency.objects.filter(code__in=[code for code, _level in spec.competencies])}
    for code, _level in spec.competencies:
        if code not in rows:
            raise DomainError("unknown_competency", competency=code, course=spec.code)
    return [(rows[code], level) for code, level in spec.competencies]


def _checks(spec: CourseSpec) -> list[QuestionSpec]:
    """The check questions; those that name no competency belong to the course's main one."""
    main = spec.competencies[0][0]
    return [
        replace(question, competency=question.competency or main)
        for lesson in spec.lessons
        for question in lesson.check
    ]


def _load_exam(spec: CourseSpec, bank: Sequence[QuestionSpec], by: User | None) -> Exam | None:
    if spec.exam is None:
        return None
    skipped = set(load_questions(specs=bank, by=by, use=Use.EXAM).skipped)
    usable = [question for question in bank if question.code not in skipped]
    codes = [question.code for question in _of_every_kind(usable, spec.exam.questions)]
    if not codes:
        raise DomainError("exam_without_questions", course=spec.code)
    questions = {question.code: question for question in Question.objects.filter(code__in=codes)}
    title = f"{spec.title} 正式考试"
    paper = save_paper(
        code=spec.code, title=title, items=[(questions[code], Decimal(1), False) for code in codes], by=by
    )
    rules = {"minutes": spec.exam.minutes, "pass_mark": spec.exam.pass_mark}
    return save_exam(code=spec.code, title=title, paper=paper, by=by, **rules)


def _of_every_kind(questions: Sequence[QuestionSpec], number: int) -> list[QuestionSpec]:
    """So many of them at most, in their order: what is too many goes from the end of the kind there is most of."""
    chosen = list(questions)
    while len(chosen) > number:
        commonest = Counter(question.type for question in chosen).most_common(1)[0][0]
        chosen.remove(next(question for question in reversed(chosen) if question.type == commonest))
    return chosen


def _load_modules(course: CoursePage, spec: CourseSpec, by: User | None) -> None:
    modules = {page.slug: page for page in ModulePage.objects.child_of(course)}
    lessons = {page.slug: page for page in LessonPage.objects.descendant_of(course)}
    for place, module in enumerate(spec.modules, 1):
        slug = f"module-{place}"
        page = load_page(
            page=modules.pop(slug, None) or ModulePage(slug=slug), parent=course, by=by, title=module.title
        )
        _load_lessons(page, module, lessons, by)
    for gone in [*lessons.values(), *modules.values()]:
        if gone.live:
            gone.unpublish(user=by)


def _load_lessons(module: ModulePage, spec: ModuleSpec, lessons: dict[str, LessonPage], by: User | None) -> None:
    for lesson in spec.lessons:
        page = lessons.pop(lesson.slug, None) or LessonPage(slug=lesson.slug)
        load_page(page=page, parent=module, by=by, title=lesson.title, minutes=lesson.minutes, body=_blocks(lesson))
    _put_in_order(module, [lesson.slug for lesson in spec.lessons])


def _put_in_order(module: ModulePage, slugs: list[str]) -> None:
    """Let the lessons of the file stand first and in its order."""
    pages = list(LessonPage.objects.child_of(module).order_by("path"))
    wanted = sorted(pages, key=lambda page: slugs.index(page.slug) if page.slug in slugs else len(slugs))
    if pages != wanted:
        for page in wanted:
            page.refresh_from_db()
            page.move(ModulePage.objects.get(pk=module.pk), pos="last-child")


def _blocks(lesson: LessonSpec) -> list[tuple[str, Any]]:
    blocks = list(lesson.blocks)
    if lesson.check:
        keys = dict(Question.objects.filter(code__in=[q.code for q in lesson.check]).values_list("code", "pk"))
        blocks.append(("check", {"questions": [keys[question.code] for question in lesson.check]}))
    return blocks
