"""The policies file (content/policies.yaml): topics, audiences, and the fixed parts of each explainer.

`read` checks the whole shape, and that every `{{名称}}` has its value, and refuses with the file and line of the first
thing that is wrong.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from policies.enums import Way
from policies.formats.reading import PolicyFileError, Reader

__all__ = ["GroupSpec", "PolicyFileError", "PolicySpec", "PreviousSpec", "read"]
WAYS = {"线上": Way.ONLINE, "线下": Way.OFFLINE, "线上或线下": Way.BOTH}
# Parts that are lists of mappings: key in the file → field of the block.
ROWS = {
    "dates": {"label": "label", "value": "value"},
    "faq": {"q": "question", "a": "answer"},
    "misunderstandings": {"wrong": "wrong", "right": "right"},
    "rumours": {"rumour": "rumour", "fact": "fact"},
    "contacts": {"name": "name", "phone": "phone", "hours": "hours", "address": "address"},
}
OPTIONAL = {"infographic", "quiz", "demo", "superseded_by"}
KEYS = {
    "code", "slug", "title", "topic", "audiences", "one_sentence", "first_screen", "key_points", "for_whom", "steps",
    "documents", "documents_note", "dates", "faq", "misunderstandings", "rumours", "contacts", "source", "legal_basis",
    "issuer", "department", "published", "effective", "review_due", "demo_values", "worker_note", "changes",
    "unverified_basis", "version", "review_note",
}  # fmt: skip


@dataclass(frozen=True)
class GroupSpec:
    """A topic or an audience."""

    name: str
    slug: str
    icon: str
    position: int


@dataclass(frozen=True)
class PreviousSpec:
    """The version before: its number, its day, and those parts that read otherwise."""

    number: int
    published: date
    values: dict[str, Any]


@dataclass(frozen=True)
class PolicySpec:
    """One explainer. `values` has a plain value for each field of the page: text, number, date, list of text or rows."""

    where: str
    code: str
    slug: str
    title: str
    topic: GroupSpec
    audiences: tuple[GroupSpec, ...]
    values: dict[str, Any]
    previous: PreviousSpec | None = None
    superseded_by: str = ""  # the slug of the page that takes its place


def read(text: str, name: str = "policies.yaml") -> list[PolicySpec]:
    """Read the explainers of YAML text called `name` in messages.

    Errors: PolicyFileError with file and line.
    """
    return _Reader(name).policies(text)


class _Reader(Reader):
    def policies(self, text: str) -> list[PolicySpec]:
        parts = self.mapping(self.compose(text), {"topics", "audiences", "policies"}, optional={"meta"})
        self.topics = self.groups(parts["topics"])
        self.audiences = self.groups(parts["audiences"])
        specs = [self.policy(node) for node in self.items(parts["policies"])]
        for what in ("code", "slug", "title"):
            self.refuse_twice(parts["policies"], [getattr(spec, what) for spec in specs])
        return specs

    def groups(self, node: yaml.Node) -> dict[str, GroupSpec]:
        found = {}
        for position, item in enumerate(self.items(node), 1):
            words = {key: self.text(part) for key, part in self.mapping(item, {"name", "slug", "icon"}).items()}
            if words["name"] in found:
                raise self.fail(item, f"given twice: {words['name']}")
            found[words["name"]] = GroupSpec(position=position, **words)
        return found

    def policy(self, node: yaml.Node) -> PolicySpec:
        parts = self.mapping(node, KEYS, optional=OPTIONAL)
        local = self.local_values(parts["demo_values"])
        self.refuse_unfilled([parts[key] for key in KEYS - {"demo_values", "worker_note", "changes"}], local)
        return PolicySpec(
            where=self.where(node),
            code=self.text(parts["code"]),
            slug=self.text(parts["slug"]),
            title=self.text(parts["title"]),
            topic=self.one_of(parts["topic"], self.topics),
            audiences=tuple(self.one_of(item, self.audiences) for item in self.items(parts["audiences"])),
            values={
                **self.first_screen(parts),
                **self.body(parts),
                **self.provenance(parts),
                **self.worker_note(parts["worker_note"]),
                **self.infographic(parts.get("infographic")),
                "quiz": [self.question(item) for item in self.items(parts["quiz"])] if "quiz" in parts else [],
                "local_values": [{"name": name, "value": value} for name, value in local.items()],
            },
            previous=self.previous(self.mapping(parts["changes"], {"summary"}, optional={"previous"}).get("previous")),
            superseded_by=self.maybe(parts["superseded_by"]) if "superseded_by" in parts else "",
        )

    def first_screen(self, parts: dict[str, yaml.Node]) -> dict[str, str]:
        answers = self.mapping(parts["first_screen"], {"related", "benefit", "ask"})
        return {
            "one_sentence": self.text(parts["one_sentence"]),
            **{key: self.text(answer) for key, answer in answers.items()},
        }

    def body(self, parts: dict[str, yaml.Node]) -> dict[str, Any]:
        whom = self.mapping(parts["for_whom"], {"yes", "no"})
        return {
            "key_points": self.lines(parts["key_points"]),
            "for_yes": self.lines(whom["yes"]),
            "for_no": self.lines(whom["no"]),
            "steps": [self.step(item) for item in self.items(parts["steps"])],
            "documents": self.lines(parts["documents"]),
            "documents_note": self.maybe(parts["documents_note"]),
            **{name: self.rows(parts[name], keys) for name, keys in ROWS.items()},
        }

    def provenance(self, parts: dict[str, yaml.Node]) -> dict[str, Any]:
        source = self.mapping(parts["source"], {"title", "number", "issuer", "url"})
        changes = self.mapping(parts["changes"], {"summary"}, optional={"previous"})
        return {
            **{f"source_{key}": self.maybe(node) for key, node in source.items()},
            "legal_basis": self.rows(parts["legal_basis"], {"law": "law", "article": "article"}),
            "review_note": self.maybe(parts["review_note"]),
            "issuer": self.text(parts["issuer"]),
            "department": self.text(parts["department"]),
            **{key: self.day(parts[key]) for key in ("published", "effective", "review_due")},
            "version": self.number(parts["version"]),
            "changes": self.lines(changes["summary"]),
        }

    def worker_note(self, node: yaml.Node) -> dict[str, Any]:
        note = self.mapping(node, {"script_30s", "top_questions", "do_not_say"})
        return {
            "worker_script": self.text(note["script_30s"]),
            "worker_questions": self.lines(note["top_questions"]),
            "worker_avoid": self.lines(note["do_not_say"]),
        }

    def step(self, node: yaml.Node) -> dict[str, str]:
        parts = self.mapping(node, {"way", "text"})
        return {"way": self.one_of(parts["way"], WAYS).value, "text": self.text(parts["text"])}

    def infographic(self, node: yaml.Node | None) -> dict[str, Any]:
        if node is None:
            return {"infographic_title": "", "infographic_alt": "", "infographic": []}
        parts = self.mapping(node, {"title", "panels", "alt"})
        return {
            "infographic_title": self.text(parts["title"]),
            "infographic_alt": self.text(parts["alt"]),
            "infographic": self.rows(parts["panels"], {"icon": "icon", "heading": "heading", "text": "text"}),
        }

    def question(self, node: yaml.Node) -> dict[str, Any]:
        """A question of the quiz; the right answer has to be one of the options."""
        parts = self.mapping(node, {"q", "o", "a", "e"})
        options, right = self.lines(parts["o"]), self.number(parts["a"])
        if not 1 <= right <= len(options):
            raise self.fail(parts["a"], f"there is no option {right}")
        return {
            "question": self.text(parts["q"]),
            "options": options,
            "right": right,
            "explanation": self.text(parts["e"]),
        }

    def previous(self, node: yaml.Node | None) -> PreviousSpec | None:
        if node is None or node.tag.endswith(":null"):
            return None
        parts = self.mapping(node, {"version", "published", "blocks"}, optional={"note"})
        blocks = self.mapping(parts["blocks"], set(), optional={"key_points", *ROWS})
        values: dict[str, Any] = {name: self.rows(blocks[name], keys) for name, keys in ROWS.items() if name in blocks}
        if "key_points" in blocks:
            values["key_points"] = self.lines(blocks["key_points"])
        return PreviousSpec(self.number(parts["version"]), self.day(parts["published"]), values)
