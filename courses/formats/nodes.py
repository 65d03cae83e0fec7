"""YAML with the place of everything: a value that is wrong is refused with the file and the line it stands on."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import yaml


class CourseError(ValueError):
    """The file is not a course; the message starts with `file:line:`."""


@dataclass(frozen=True)
class Marked:
    """A node of a YAML file called `name`, whose text is `source`."""

    name: str
    node: yaml.Node
    source: str

    @classmethod
    def read(cls, text: str, name: str) -> Marked:
        """The root of the file. Errors: CourseError where the text is not YAML or is empty."""
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise CourseError(f"{name}:{line}: {error.problem}") from error
        if node is None:
            raise CourseError(f"{name}:1: the file is empty")
        return cls(name, node, text)

    def wrong(self, words: str) -> CourseError:
        """The refusal of this node, to be raised."""
        return CourseError(f"{self.name}:{self.node.start_mark.line + 1}: {words}")

    def mapping(self, needed: AbstractSet[str], optional: AbstractSet[str] = frozenset()) -> dict[str, Marked]:
        """Its fields by name: all of `needed`, perhaps some of `optional`, nothing else, nothing twice."""
        fields: dict[str, Marked] = {}
        for key, value in self._pairs():
            if key in fields:
                raise Marked(self.name, value, self.source).wrong(f"{key} is given twice")
            if key not in needed and key not in optional:
                raise Marked(self.name, value, self.source).wrong(f"unknown field {key}")
            fields[key] = Marked(self.name, value, self.source)
        missing = sorted(needed - set(fields))
        if missing:
            raise self.wrong(f"{', '.join(missing)} is missing")
        return fields

    def table(self) -> dict[str, Marked]:
        """A mapping with free keys, such as {EMG: 3}."""
        return {key: Marked(self.name, value, self.source) for key, value in self._pairs()}

    def peek(self, key: str) -> Marked | None:
        """One field of a mapping, whatever else is in it."""
        return self.table().get(key)

    def _pairs(self) -> list[tuple[str, yaml.Node]]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("fields expected, like `title: …`")
        return [(str(key.value), value) for key, value in self.node.value]

    def items(self) -> list[Marked]:
        """Its entries; at least one."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            raise self.wrong("a list with at least one entry expected")
        return [Marked(self.name, node, self.source) for node in self.node.value]

    def value(self) -> Any:
        """The plain value, whatever it is."""
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(self.node, deep=True)
        finally:
            loader.dispose()

    def text(self, most: int = 2000) -> str:
        """A text that is not empty and not longer than `most` characters."""
        value = self.value()
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("text expected (quote numbers and true/false)")
        if len(value.strip()) > most:
            raise self.wrong(f"{len(value.strip())} characters, at most {most}")
        return value.strip()

    def texts(self, most: int = 300) -> list[str]:
        """A list of texts. A line with a colon and a space is a mapping to YAML: quote it."""
        return [item.text(most) for item in self.items()]

    def whole(self, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.value()
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(f"a whole number from {least} to {most} expected")
        return value

    def flag(self) -> bool:
        """true or false."""
        value = self.value()
        if not isinstance(value, bool):
            raise self.wrong("true or false expected")
        return value

    def cut(self) -> str:
        """The part of the file this node is, moved to where it stands: its lines keep their numbers."""
        start, end = self.node.start_mark, self.node.end_mark
        return "\n" * start.line + " " * start.column + self.source[start.index : end.index]
