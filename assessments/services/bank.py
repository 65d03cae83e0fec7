"""The question bank: publishing (which freezes a version), retiring, loading from files."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from assessments.engine.shuffling import must_keep_order
from assessments.formats.yaml_bank import QuestionSpec, SchemaError
from assessments.models import Question, QuestionVersion, question_kinds
from assessments.services.citing import cite, forget
from competencies.models import Competency
from core import clock
from core.audit import record
from core.errors import DomainError


@dataclass
class LoadReport:
    """Codes by what became of them; `skipped` are of types this product cannot show yet."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


@transaction.atomic
def publish_question(*, question: Question, by: Any) -> QuestionVersion:
    """Publish the question as it is and freeze what is new in it.

    Arguments: `question` of its own type, saved, with its children. Raises DomainError("question_invalid", problems=…).
    """
    refuse_unpublishable(question)
    question.save_revision(user=by).publish(user=by)  # whose signal freezes the version
    question.refresh_from_db()
    return QuestionVersion.objects.for_candidates().filter(question_id=question.pk).latest("number")


def refuse_unpublishable(question: Question) -> None:
    """Raise DomainError("question_invalid", problems=[Problem, …]) if the question cannot be sat."""
    if problems := question.problems():
        raise DomainError("question_invalid", problems=problems)


@transaction.atomic
def record_version(*, question: Question, by: Any, reindex: bool = True) -> QuestionVersion:
    """Freeze what candidates, markers and statistics are served from; nothing new is written when nothing changed.

    Called whenever a question is published, also from /cms/. The search entry is renewed here, after the children were
    saved: at the question's own `post_save` they were not yet.
    """
    refuse_unpublishable(question)
    if reindex:
        index.insert_or_update_object(question)
    digest = _digest(question)
    last = newest_version(question)
    if last and last.sha256 == digest:
        return last
    version = QuestionVersion.objects.create(
        question_id=question.pk,
        number=last.number + 1 if last else 1,
        type_code=question.type_code,
        content=_frozen(question),
        key=question.key(),
        competency_id=question.competency_id,
        sha256=digest,
        by=by,
    )
    record("assessments.question_published", question, by=by, after={"version": version.number, "sha256": digest})
    return version


def _frozen(question: Question) -> dict[str, Any]:
    """The content as candidates will be served it: options that speak of one another stay in order, ticked or not."""
    content = question.content()
    keep = must_keep_order(option["text"] for option in content.get("options", []))
    return {**content, "fixed_order": True} if keep else content


def _digest(question: Question) -> str:
    return version_digest(question.type_code, _frozen(question), question.key(), question.competency_id)


def version_digest(type_code: str, content: Any, key: Any, competency_id: int | None) -> str:
    """SHA-256 (hex) of all that a version freezes."""
    parts = [type_code, content, key, competency_id]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def newest_version(question: Question) -> QuestionVersion | None:
    """The last frozen version, without its key; None if the question was never published."""
    return QuestionVersion.objects.for_candidates().filter(question_id=question.pk).order_by("-number").first()


def current_versions(questions: Iterable[Question]) -> dict[int, QuestionVersion]:
    """The last frozen version of each question, without keys, in one query; unpublished questions are left out."""
    return {version.question_id: version for version in _current(questions).for_candidates()}


def current_versions_with_keys(questions: Iterable[Question]) -> dict[int, QuestionVersion]:
    """The same with keys, for marking only."""
    return {version.question_id: version for version in _current(questions)}


def _current(questions: Iterable[Question]) -> Any:
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    return QuestionVersion.objects.filter(question__in=[q.pk for q in questions], pk=Subquery(newest))


@transaction.atomic
def retire_question(*, question: Question, by: Any, reason: str = "") -> None:
    """Take a question out of use without deleting it: no new attempt gets it, old ones keep their version."""
    if question.retired:
        return
    question.retired = True
    question.save(update_fields=["retired"])
    forget(question=question)
    record("assessments.question_retired", question, by=by, reason=reason)


@transaction.atomic
def load_questions(*, specs: Sequence[QuestionSpec], by: Any, use: str) -> LoadReport:
    """Create or renew questions by code and publish them; safe to repeat.

    Arguments: `specs` from `formats.yaml_bank.read`; `use` one of enums.Use. Types the bank does not know are skipped
    and reported. Raises SchemaError (unknown competency) and DomainError("question_type_changed").
    """
    report, kinds = LoadReport(), question_kinds()
    competencies = {competency.code: competency for competency in Competency.objects.all()}
    existing = {question.code: question for question in Question.objects.filter(code__in=[s.code for s in specs])}
    written: list[Question] = []
    for spec in specs:
        if spec.type not in kinds:
            report.skipped.append(spec.code)
            continue
        if spec.competency and spec.competency not in competencies:
            raise SchemaError(f"{spec.where}: comp: there is no competency {spec.competency}")
        question = existing.get(spec.code)
        if question and question.type_code != spec.type:
            raise DomainError("question_type_changed", question=spec.code, where=spec.where)
        wanted = question or kinds[spec.type](code=spec.code, owner=by)
        before = _state(wanted) if question else None
        _fill(wanted, spec, use=use, competency=competencies.get(spec.competency or ""))
        if _state(wanted) == before:
            report.unchanged.append(spec.code)
            continue
        wanted.save()
        record_version(question=wanted, by=by, reindex=False)
        written.append(wanted)
        (report.updated if question else report.created).append(spec.code)
    cite(questions=written)
    _index_together(written)
    return report


def _fill(question: Question, spec: QuestionSpec, *, use: str, competency: Competency | None) -> None:
    question.use, question.stem = use, spec.stem
    question.explanation, question.basis = spec.explanation, spec.basis
    question.competency, question.difficulty = competency, spec.difficulty
    question.live, question.has_unpublished_changes = True, False
    question.first_published_at = question.first_published_at or clock.now()
    question.fill(spec.options, spec.answer, fixed_order=spec.fixed_order, by_pairs=spec.by_pairs)


def _state(question: Question) -> list[Any]:
    return [_digest(question), question.use, question.difficulty, question.live]


def _index_together(questions: list[Question]) -> None:
    """Renew the search entries in one write per type."""
    backend = get_search_backend()
    for kind in {type(question) for question in questions}:
        backend.add_bulk(kind, [question for question in questions if type(question) is kind])
