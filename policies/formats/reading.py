"""Reading a YAML file node by node, so that what is wrong is told with its file and line."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

from policies.blocks import names_in


class PolicyFileError(ValueError):
    """The file does not have the shape it should; the message starts with `file:line:`."""


class Reader:
    """Reads the nodes of one file called `name` in messages."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node, words: str) -> PolicyFileError:
        return PolicyFileError(f"{self.name}:{node.start_mark.line + 1}: {words}")

    def compose(self, text: str) -> yaml.Node:
        """The root of the file."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PolicyFileError(f"{self.name}:{line}: {error.problem}") from error
        if root is None:
            raise PolicyFileError(f"{self.name}:1: the file is empty")
        return root

    def where(self, node: yaml.Node) -> str:
        return f"{self.name}:{node.start_mark.line + 1}"

    def local_values(self, node: yaml.Node) -> dict[str, str]:
        """Name and value of each local value; an empty one is \"\"."""
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a mapping is expected here")
        self.refuse_twice(node, [self.text(key) for key, _ in node.value])
        return {self.text(key): self.maybe(value) for key, value in node.value}

    def refuse_unfilled(self, nodes: Iterable[yaml.Node], local: dict[str, str]) -> None:
        for scalar in sorted(_scalars(list(nodes)), key=lambda node: node.start_mark.line):
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
