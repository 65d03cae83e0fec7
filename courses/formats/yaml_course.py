"""A course file (content/courses/<CODE>.yaml, schema in content/README.md) as dataclasses.

`read` checks the whole shape and refuses with the file and line of the first thing that is wrong. The questions of the
lesson checks are read by the reader of the question bank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from assessments.formats import yaml_bank
from assessments.formats.yaml_bank import QuestionSpec
from courses.blocks import diagram_names
from courses.enums import Audience
from courses.formats.nodes import CourseError, Marked
from courses.formats.yaml_card import SLUG, CardSpec, read_cards

__all__ = ["CardSpec", "CourseError", "CourseSpec", "ExamSpec", "LessonSpec", "ModuleSpec", "read"]

CODE = re.compile(r"[A-Z]{3}\d{3}")
AUDIENCE = {str(label): value for value, label in Audience.choices}
CALLOUTS = ("danger", "warning", "tip", "law")
CHECK_TYPES = ("single", "multiple", "truefalse", "order")
COURSE_FIELDS = {
    "code", "title", "summary", "audience", "competencies", "credit_hours", "validity_months", "assessment",
    "legal_basis", "review_note", "objectives", "modules",
}  # fmt: skip


@dataclass(frozen=True)
class ExamSpec:
    """The exam a course ends with: how many questions at most, minutes, pass mark out of 100."""

    questions: int
    minutes: int
    pass_mark: int


@dataclass(frozen=True)
class LessonSpec:
    """A lesson: `blocks` are (type, value) as the block of that type takes it; `check` the questions at its end."""

    slug: str
    title: str
    minutes: int
    blocks: tuple[tuple[str, Any], ...]
    check: tuple[QuestionSpec, ...]


@dataclass(frozen=True)
class ModuleSpec:
    title: str
    lessons: tuple[LessonSpec, ...]


@dataclass(frozen=True)
class CourseSpec:
    """A course file as data; `competencies` are (code, level), the main one first."""

    code: str
    title: str
    summary: str
    audience: tuple[str, ...]
    competencies: tuple[tuple[str, int], ...]
    credit_hours: Decimal
    validity_months: int | None
    exam: ExamSpec | None
    practical: bool
    legal_basis: tuple[tuple[str, str], ...]
    review_note: str
    objectives: tuple[str, ...]
    modules: tuple[ModuleSpec, ...]
    cards: tuple[CardSpec, ...] = ()

    @property
    def lessons(self) -> list[LessonSpec]:
        return [lesson for module in self.modules for lesson in module.lessons]


def read(text: str, name: str) -> CourseSpec:
    """Read a course from YAML text; `name` is the file's name, for messages. Errors: CourseError with file and line."""
    fields = Marked.read(text, name).mapping(COURSE_FIELDS, {"cards"})
    code = fields["code"].text()
    if not CODE.fullmatch(code) or PurePath(name).stem != code:
        raise fields["code"].wrong(f"the code must be like EMG101 and the name of the file, found {code}")
    exam, practical = _assessment(fields["assessment"])
    modules = tuple(_module(node, code) for node in fields["modules"].items())
    _refuse_twice(fields["modules"])
    return CourseSpec(
        code=code,
        title=fields["title"].text(60),
        summary=fields["summary"].text(80),
        audience=tuple(_audience(node) for node in fields["audience"].items()),
        competencies=tuple((key, level.whole(1, 5)) for key, level in fields["competencies"].table().items()),
        credit_hours=_hours(fields["credit_hours"]),
        validity_months=None if fields["validity_months"].value() is None else fields["validity_months"].whole(1, 120),
        exam=exam,
        practical=practical,
        legal_basis=tuple(_basis(node) for node in _maybe_items(fields["legal_basis"])),
        review_note="" if fields["review_note"].value() is None else fields["review_note"].text(120),
        objectives=tuple(fields["objectives"].texts(100)),
        modules=modules,
        cards=read_cards(_maybe_items(fields["cards"])) if "cards" in fields else (),
    )


def _maybe_items(node: Marked) -> list[Marked]:
    return [] if node.value() in (None, []) else node.items()


def _audience(node: Marked) -> str:
    if node.text() not in AUDIENCE:
        raise node.wrong(f"audience must be one of {', '.join(AUDIENCE)}")
    return AUDIENCE[node.text()]


def _hours(node: Marked) -> Decimal:
    value = node.value()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
        raise node.wrong("credit hours must be a number above 0")
    return Decimal(str(value))


def _basis(node: Marked) -> tuple[str, str]:
    row = node.mapping({"law", "article"})
    return row["law"].text(200), row["article"].text(200)


def _assessment(node: Marked) -> tuple[ExamSpec | None, bool]:
    fields = node.mapping({"exam", "questions", "minutes", "pass_mark", "practical"})
    practical = fields["practical"].flag()
    if not fields["exam"].flag():
        return None, practical
    exam = ExamSpec(
        questions=fields["questions"].whole(1, 200),
        minutes=fields["minutes"].whole(1, 300),
        pass_mark=fields["pass_mark"].whole(1, 100),
    )
    return exam, practical


def _module(node: Marked, code: str) -> ModuleSpec:
    fields = node.mapping({"title", "lessons"})
    return ModuleSpec(fields["title"].text(60), tuple(_lesson(lesson, code) for lesson in fields["lessons"].items()))


def _lesson(node: Marked, code: str) -> LessonSpec:
    fields = node.mapping({"slug", "title", "minutes", "blocks"}, {"check"})
    slug = fields["slug"].text(60)
    if not SLUG.fullmatch(slug):
        raise fields["slug"].wrong(f"slug {slug!r} must be lower-case letters, digits and hyphens")
    return LessonSpec(
        slug=slug,
        title=fields["title"].text(60),
        minutes=fields["minutes"].whole(1, 120),
        blocks=tuple(_block(block) for block in fields["blocks"].items()),
        check=_check(fields["check"], code) if "check" in fields else (),
    )


def _refuse_twice(modules: Marked) -> None:
    seen: set[str] = set()
    for module in modules.items():
        for lesson in module.mapping({"title", "lessons"})["lessons"].items():
            slug = lesson.peek("slug")
            if slug is not None and slug.text() in seen:
                raise slug.wrong(f"slug {slug.text()} stands twice in the course")
            seen |= {slug.text()} if slug is not None else set()


def _check(node: Marked, code: str) -> tuple[QuestionSpec, ...]:
    for item in node.items():
        ident, kind = item.peek("id"), item.peek("type")
        if ident is None or not re.fullmatch(re.escape(code) + r"-L\d+-\d+", ident.text()):
            raise item.wrong(f"the id of a check question must be like {code}-L1-1")
        if kind is None or kind.text() not in CHECK_TYPES:
            raise item.wrong(f"a lesson check must be one of {', '.join(CHECK_TYPES)}")
    return tuple(yaml_bank.read(node.cut(), node.name))


# Blocks --------------------------------------------------------------------------------------------------------------


def _block(node: Marked) -> tuple[str, Any]:
    kind = node.peek("type")
    if kind is None or kind.text() not in BLOCKS:
        raise node.wrong(f"block type must be one of {', '.join(BLOCKS)}")
    return kind.text(), BLOCKS[kind.text()](node)


def _only_text(node: Marked) -> str:
    return node.mapping({"type", "text"})["text"].text()


def _titled_list(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "items"}, {"title"})
    return {"title": fields["title"].text(60) if "title" in fields else "", "items": fields["items"].texts()}


def _callout(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "kind", "text"}, {"title"})
    if fields["kind"].text() not in CALLOUTS:
        raise fields["kind"].wrong(f"kind must be one of {', '.join(CALLOUTS)}")
    title = fields["title"].text(60) if "title" in fields else ""
    return {"kind": fields["kind"].text(), "title": title, "text": fields["text"].text(600)}


def _compare(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "good", "bad"})
    return {"good": fields["good"].texts(), "bad": fields["bad"].texts()}


def _dialogue(node: Marked) -> dict[str, Any]:
    lines = [line.mapping({"who", "text"}) for line in node.mapping({"type", "lines"})["lines"].items()]
    return {"lines": [{"who": line["who"].text(20), "text": line["text"].text(300)} for line in lines]}


def _table(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "header", "rows"})
    header = fields["header"].texts()
    rows = []
    for row in fields["rows"].items():
        if len(row.items()) != len(header):
            raise row.wrong(f"{len(row.items())} cells under {len(header)} heads")
        rows.append(row.texts())
    return {"header": header, "rows": rows}


def _case(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "text", "question", "answer"}, {"title"})
    return {
        "title": fields["title"].text(60) if "title" in fields else "",
        "text": fields["text"].text(800),
        "question": fields["question"].text(200),
        "answer": fields["answer"].text(600),
    }


def _figure(node: Marked) -> dict[str, Any]:
    fields = node.mapping({"type", "diagram", "alt"}, {"caption"})
    if fields["diagram"].text() not in diagram_names():
        raise fields["diagram"].wrong(f"there is no diagram {fields['diagram'].text()}")
    caption = fields["caption"].text(120) if "caption" in fields else ""
    return {"diagram": fields["diagram"].text(), "image": None, "alt": fields["alt"].text(200), "caption": caption}


BLOCKS = {
    "paragraph": _only_text,
    "heading": _only_text,
    "steps": _titled_list,
    "checklist": _titled_list,
    "callout": _callout,
    "compare": _compare,
    "dialogue": _dialogue,
    "table": _table,
    "case": _case,
    "figure": _figure,
}
