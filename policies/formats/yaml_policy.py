"""The policies file (content/policies.yaml): topics, audiences, and the fixed parts of each explainer.

`read` checks the whole shape, and that every `{{名称}}` has its value, and refuses with the file and line of the first
thing that is wrong. Quiz, infographic and earlier versions are kept in the file for later and not read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from policies.blocks import names_in
from policies.enums import Way

WAYS = {"线上": Way.ONLINE, "线下": Way.OFFLINE, "线上或线下": Way.BOTH}
NOT_READ = {"infographic", "quiz", "demo"}
KEYS = {
    "code", "slug", "title", "topic", "audiences", "one_sentence", "first_screen", "key_points", "for_whom", "steps",
    "documents", "documents_note", "dates", "faq", "misunderstandings", "rumours", "contacts", "source", "legal_basis",
    "issuer", "department", "published", "effective", "review_due", "demo_values", "worker_note", "changes",
    "unverified_basis", "version", "review_note",
}  # fmt: skip


class PolicyFileError(ValueError):
    """The file is not a list of policies; the message starts with `file:line:`."""


@dataclass(frozen=True)
class GroupSpec:
    """A topic or an audience."""

    name: str
    slug: str
    icon: str
    position: int


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


def read(text: str, name: str = "policies.yaml") -> list[PolicySpec]:
    """Read the explainers of YAML text called `name` in messages.

    Errors: PolicyFileError with file and line.
    """
    return _Reader(name).policies(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node, words: str) -> PolicyFileError:
        return PolicyFileError(f"{self.name}:{node.start_mark.line + 1}: {words}")

    def policies(self, text: str) -> list[PolicySpec]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PolicyFileError(f"{self.name}:{line}: {error.problem}") from error
        if root is None:
            raise PolicyFileError(f"{self.name}:1: the file is empty")
        parts = self.mapping(root, {"topics", "audiences", "policies"}, optional={"meta"})
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
        parts = self.mapping(node, KEYS, optional=NOT_READ)
        local = self.local_values(parts["demo_values"])
        self.refuse_unfilled([parts[key] for key in KEYS - {"demo_values", "worker_note", "changes"}], local)
        return PolicySpec(
            where=f"{self.name}:{node.start_mark.line + 1}",
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
                "local_values": [{"name": name, "value": value} for name, value in local.items()],
            },
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
            "dates": self.rows(parts["dates"], {"label": "label", "value": "value"}),
            "faq": self.rows(parts["faq"], {"q": "question", "a": "answer"}),
            "misunderstandings": self.rows(parts["misunderstandings"], {"wrong": "wrong", "right": "right"}),
            "rumours": self.rows(parts["rumours"], {"rumour": "rumour", "fact": "fact"}),
            "contacts": self.rows(
                parts["contacts"], {"name": "name", "phone": "phone", "hours": "hours", "address": "address"}
            ),
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

    def local_values(self, node: yaml.Node) -> dict[str, str]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a mapping is expected here")
        self.refuse_twice(node, [self.text(key) for key, _ in node.value])
        return {self.text(key): self.maybe(value) for key, value in node.value}

    def refuse_unfilled(self, nodes: list[yaml.Node], local: dict[str, str]) -> None:
        for scalar in sorted(_scalars(nodes), key=lambda node: node.start_mark.line):
            for name in names_in(scalar.value):
                if not local.get(name):
                    raise self.fail(scalar, f"{{{{{name}}}}} has no value in demo_values")

    def mapping(self, node: yaml.Node, expected: set[str], optional: set[str] | None = None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a mapping is expected here")
        self.refuse_twice(node, [self.text(key) for key, _ in node.value])
        parts = {self.text(key): value for key, value in node.value}
        for word, found in (
            ("missing", expected - parts.keys()),
            ("unknown", parts.keys() - expected - (optional or set())),
        ):
            if found:
                raise self.fail(node, f"{word}: {', '.join(sorted(found))}")
        return parts

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, "a list is expected here")
        return list(node.value)

    def rows(self, node: yaml.Node, names: dict[str, str]) -> list[dict[str, str]]:
        """A list of mappings, each key under the name of the block's field."""
        return [
            {names[key]: self.maybe(value) for key, value in self.mapping(item, set(names)).items()}
            for item in self.items(node)
        ]

    def lines(self, node: yaml.Node) -> list[str]:
        return [self.text(item) for item in self.items(node)]

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
            raise self.fail(node, "a text is expected here")
        return str(node.value).strip()

    def maybe(self, node: yaml.Node) -> str:
        """A text, or nothing for null."""
        return "" if node.tag.endswith(":null") else self.text(node)

    def one_of(self, node: yaml.Node, known: dict[str, Any]) -> Any:
        if self.text(node) not in known:
            raise self.fail(node, f"{self.text(node)!r} is not one of {', '.join(known)}")
        return known[self.text(node)]

    def number(self, node: yaml.Node) -> int:
        if not self.text(node).isdecimal():
            raise self.fail(node, "a number is expected here")
        return int(self.text(node))

    def day(self, node: yaml.Node) -> date:
        try:
            return date.fromisoformat(self.text(node))
        except ValueError:
            raise self.fail(node, f"{self.text(node)!r}: a date like 2026-06-25 is expected") from None

    def refuse_twice(self, node: yaml.Node, names: list[str]) -> None:
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise self.fail(node, f"given twice: {', '.join(sorted(twice))}")


def _scalars(nodes: list[yaml.Node]) -> list[yaml.ScalarNode]:
    found: list[yaml.ScalarNode] = []
    for node in nodes:
        if isinstance(node, yaml.ScalarNode):
            found.append(node)
        elif isinstance(node, yaml.MappingNode):
            found += _scalars([value for _, value in node.value])
        else:
            found += _scalars(list(node.value))
    return found
