"""A course file becomes pages, practice questions, a paper and an exam; loading it again changes only what changed."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.models import Page

from assessments.enums import Use
from assessments.formats import yaml_bank
from assessments.formats.yaml_bank import QuestionSpec
from assessments.models import Exam, Question
from assessments.services import load_questions, save_exam, save_paper
from competencies.models import Competency
from core import audit
from core.errors import DomainError
from courses.formats import yaml_course
from courses.formats.yaml_course import CourseSpec, LessonSpec, ModuleSpec
from courses.models import CourseCompetency, CoursePage, LessonPage, ModulePage
from people.models import User

# Blocks keep their id as long as their content stays, so that a place in a lesson outlives an edit elsewhere in it.
BLOCK_NAMESPACE = uuid.UUID("5d2f8a1c-2f0e-4f43-9c53-6f0c1f9e7a10")


def load_course_file(*, path: Path, by: User | None, parent: Page) -> CoursePage:
    """Load `courses/<CODE>.yaml` together with its questions in `questions/<CODE>.yaml` beside that folder.

    Errors: CourseError and SchemaError (both ValueError) with file and line; those of `load_course`.
    """
    spec = yaml_course.read(path.read_text(encoding="utf-8"), path.name)
    questions = path.parent.parent / "questions" / path.name
    bank = yaml_bank.read(questions.read_text(encoding="utf-8"), f"questions/{path.name}") if questions.exists() else []
    return load_course(spec=spec, by=by, parent=parent, bank=bank)


@transaction.atomic
def load_course(*, spec: CourseSpec, by: User | None, parent: Page, bank: Sequence[QuestionSpec] = ()) -> CoursePage:
    """Create or renew the course of this code below `parent`, with its lessons, check questions and exam, published.

    Arguments: `bank` the questions its exam draws from; types the bank does not know are left out, and the exam holds as
    many as the file says or as there are, of every kind. A page is matched by its slug and gets a new revision only when something in
    it changed; a lesson no longer in the file is unpublished, since people may have finished it.
    Errors: unknown_competency, exam_without_questions.
    """
    competencies = _competencies(spec)
    load_questions(specs=_checks(spec), by=by, use=Use.PRACTICE)
    course = _load_page(
        CoursePage.objects.filter(code=spec.code).first() or CoursePage(code=spec.code, slug=spec.code.lower()),
        parent,
        by,
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
    )
    _load_modules(course, spec, by)
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
        page = _load_page(modules.pop(slug, None) or ModulePage(slug=slug), course, by, title=module.title)
        _load_lessons(page, module, lessons, by)
    for gone in [*lessons.values(), *modules.values()]:
        if gone.live:
            gone.unpublish(user=by)


def _load_lessons(module: ModulePage, spec: ModuleSpec, lessons: dict[str, LessonPage], by: User | None) -> None:
    for lesson in spec.lessons:
        page = lessons.pop(lesson.slug, None) or LessonPage(slug=lesson.slug)
        _load_page(page, module, by, title=lesson.title, minutes=lesson.minutes, body=_blocks(lesson))
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


def _load_page(page: Page, parent: Page, by: User | None, **fields: Any) -> Any:
    """Give a page these values and publish it if that changed it; streams are lists of (type, value)."""
    if page.pk and page.get_parent().pk != parent.pk:
        page.move(parent, pos="last-child")
        page = page.specific_class.objects.get(pk=page.pk)
    changed = [name for name, value in fields.items() if _set(page, name, value)]
    if page.pk is None:
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        parent.refresh_from_db()
    elif not changed and page.live:
        return page
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    audit.record("courses.page_loaded", page, by=by, after={"slug": page.slug, "changed": changed})
    return page


def _set(page: Page, name: str, value: Any) -> bool:
    """Set one field; returns whether it was different."""
    old = getattr(page, name)
    if isinstance(old, StreamValue):
        value = _stream(old.stream_block, value)
        same = _plain(old.get_prep_value()) == _plain(value.get_prep_value())
    elif name == "competencies":
        same = [(row.competency_id, row.level) for row in old.all()] == [
            (row.competency_id, row.level) for row in value
        ]
    else:
        same = old == value
    if not same:
        setattr(page, name, value)
    return not same


def _stream(block: StreamBlock, blocks: list[tuple[str, Any]]) -> StreamValue:
    """Blocks with ids that come from their content."""
    seen: Counter[str] = Counter()
    raw = []
    for kind, value in blocks:
        content = f"{kind}:{json.dumps(value, ensure_ascii=False, sort_keys=True)}"
        seen[content] += 1
        ident = uuid.uuid5(BLOCK_NAMESPACE, f"{content}#{seen[content]}")
        raw.append({"type": kind, "value": value, "id": str(ident)})
    return block.to_python(raw)


def _plain(value: Any) -> Any:
    """A stream's stored form without the ids of blocks and list items, for comparing."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key != "id"}
    return [_plain(part) for part in value] if isinstance(value, list) else value
