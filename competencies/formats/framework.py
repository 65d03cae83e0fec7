"""The framework file (content/framework.yaml): competencies, level statements, the level a post needs.

`read` checks the whole shape and refuses with the file and line of the first thing that is wrong.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from people.enums import Post

LEVELS = 5


class FrameworkError(ValueError):
    """The file is not a framework; the message starts with `file:line:`."""


@dataclass(frozen=True)
class CompetencySpec:
    """One competency: `levels` are the five behaviour statements, L1 first."""

    code: str
    name: str
    short_name: str
    name_en: str
    basis: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Framework:
    """The file as data: `requirements` maps a post to {competency code: level}."""

    version: str
    competencies: tuple[CompetencySpec, ...]
    requirements: dict[str, dict[str, int]]


def read(source: Path | str, name: str = "framework.yaml") -> Framework:
    """Read a framework from a path, or from YAML text called `name` in messages.

    Errors: FrameworkError with file and line.
    """
    if isinstance(source, Path):
        return _Reader(source.name).framework(source.read_text(encoding="utf-8"))
    return _Reader(name).framework(source)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node, words: str) -> FrameworkError:
        return FrameworkError(f"{self.name}:{node.start_mark.line + 1}: {words}")

    def framework(self, text: str) -> Framework:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FrameworkError(f"{self.name}:{line}: {error.problem}") from error
        if root is None:
            raise FrameworkError(f"{self.name}:1: the file is empty")
        parts = self.mapping(root, {"version", "competencies", "requirements"})
        specs = tuple(self.competency(node) for node in self.items(parts["competencies"]))
        self.refuse_twice(parts["competencies"], [spec.code for spec in specs])
        codes = {spec.code for spec in specs}
        return Framework(
            version=self.text(parts["version"]),
            competencies=specs,
            requirements=self.requirements(parts["requirements"], codes),
        )

    def competency(self, node: yaml.Node) -> CompetencySpec:
        parts = self.mapping(node, {"code", "name", "short_name", "name_en", "basis", "levels"})
        levels = tuple(self.text(item) for item in self.items(parts["levels"]))
        if len(levels) != LEVELS:
            raise self.fail(parts["levels"], f"levels: {len(levels)} statements, {LEVELS} expected")
        words = {key: self.text(parts[key]) for key in ("code", "name", "short_name", "name_en", "basis")}
        return CompetencySpec(levels=levels, **words)

    def requirements(self, node: yaml.Node, codes: set[str]) -> dict[str, dict[str, int]]:
        found = {}
        for post, row in self.pairs(node):
            if self.text(post) not in Post.values:
                raise self.fail(post, f"unknown post {self.text(post)!r}")
            found[self.text(post)] = {self.one_of(code, codes): self.level(level) for code, level in self.pairs(row)}
        return found

    def pairs(self, node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a mapping is expected here")
        self.refuse_twice(node, [self.text(key) for key, _ in node.value])
        return list(node.value)

    def mapping(self, node: yaml.Node, expected: set[str]) -> dict[str, yaml.Node]:
        parts = {self.text(key): value for key, value in self.pairs(node)}
        for word, found in (("missing", expected - parts.keys()), ("unknown", parts.keys() - expected)):
            if found:
                raise self.fail(node, f"{word}: {', '.join(sorted(found))}")
        return parts

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.fail(node, "a list is expected here")
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fail(node, "a text is expected here")
        return str(node.value).strip()

    def one_of(self, node: yaml.Node, known: set[str]) -> str:
        if self.text(node) not in known:
            raise self.fail(node, f"unknown competency {self.text(node)!r}")
        return self.text(node)

    def level(self, node: yaml.Node) -> int:
        value: Any = self.text(node)
        if not value.isdecimal() or not 1 <= int(value) <= LEVELS:
            raise self.fail(node, f"level {value!r}: 1 to {LEVELS} expected")
        return int(value)

    def refuse_twice(self, node: yaml.Node, names: list[str]) -> None:
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise self.fail(node, f"given twice: {', '.join(sorted(twice))}")
