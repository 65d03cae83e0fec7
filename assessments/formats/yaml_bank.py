"""Questions in YAML (content/README.md): a list of mappings, read into `QuestionSpec`s; errors name file and line."""

from dataclasses import dataclass, field
from typing import Any

import yaml

# Kinds whose answer is one letter, several letters, true/false, or steps in order; the others are read as far as all
# kinds agree.
LETTERED = {"single", "multiple"}
READ = LETTERED | {"truefalse", "order"}
KNOWN = READ | {"match", "fill", "numeric", "short", "case"}


class SchemaError(ValueError):
    """The text is not what content/README.md describes. Its message starts with `file:line`."""


@dataclass(frozen=True)
class QuestionSpec:
    """One question as written. `where` is `file:line`.

    `options` are texts by letter, or steps by number (as text); `answer` a letter, a list of letters, a truth value, or
    a list of groups of numbers, one group after the other and any order inside a group.
    """

    code: str
    type: str
    stem: str
    where: str
    options: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    explanation: str = ""
    basis: str = ""
    competency: str | None = None
    difficulty: int = 2
    fixed_order: bool = False
    by_pairs: bool = False

    @property
    def is_read(self) -> bool:
        """Whether this reader knows the whole of its type."""
        return self.type in READ


def read(text: str, name: str) -> list[QuestionSpec]:
    """Read a file of questions.

    Arguments: `text` its content, `name` what errors call it. Raises SchemaError at the first thing that is wrong.
    """
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise SchemaError(f"{name}:{root.start_mark.line + 1}: expected a list of questions")
        specs = [_from_node(loader, node, name) for node in root.value]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SchemaError(f"{name}:{line}: {error.problem or 'not YAML'}") from error
    finally:
        loader.dispose()
    _refuse_twins(specs)
    return specs


def from_mapping(data: Any, *, name: str, line: int, lines: dict[str, int] | None = None) -> QuestionSpec:
    """Read one question that stands inside another file (a lesson check).

    Arguments: `data` the mapping, `line` where it begins, `lines` where each of its fields stands, if known.
    Raises SchemaError.
    """
    return _Reader(data, name, line, lines or {}).spec()


def _from_node(loader: yaml.SafeLoader, node: yaml.Node, name: str) -> QuestionSpec:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise SchemaError(f"{name}:{line}: expected a question (id, type, stem, …)")
    lines = {key.value: key.start_mark.line + 1 for key, _value in node.value}
    return from_mapping(loader.construct_object(node, deep=True), name=name, line=line, lines=lines)


def _refuse_twins(specs: list[QuestionSpec]) -> None:
    seen: dict[str, str] = {}
    for spec in specs:
        if spec.code in seen:
            raise SchemaError(f"{spec.where}: id {spec.code} is already used at {seen[spec.code]}")
        seen[spec.code] = spec.where


class _Reader:
    """Takes one mapping apart, field by field."""

    def __init__(self, data: Any, name: str, line: int, lines: dict[str, int]) -> None:
        self.name, self.line, self.lines = name, line, lines
        if not isinstance(data, dict):
            raise SchemaError(f"{name}:{line}: expected a question (id, type, stem, …)")
        self.data = data

    def refuse(self, field_name: str, problem: str) -> SchemaError:
        return SchemaError(f"{self.name}:{self.lines.get(field_name, self.line)}: {field_name}: {problem}")

    def text(self, field_name: str, *, needed: bool = True, limit: int = 1000) -> str:
        value = self.data.get(field_name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field_name, "expected a text")
        if len(value) > limit:
            raise self.refuse(field_name, f"longer than {limit} characters")
        return value.strip()

    def spec(self) -> QuestionSpec:
        kind = self.text("type")
        if kind not in KNOWN:
            raise self.refuse("type", f"{kind} is not one of {', '.join(sorted(KNOWN))}")
        common: dict[str, Any] = {
            "code": self.text("id", limit=40),
            "type": kind,
            "stem": self.text("stem"),
            "where": f"{self.name}:{self.line}",
            "competency": self.text("comp", needed=False, limit=8) or None,
            "difficulty": self.difficulty(),
        }
        if kind not in READ:
            return QuestionSpec(**common)
        options = self.options() if kind in LETTERED else self.items() if kind == "order" else {}
        return QuestionSpec(
            **common,
            options=options,
            answer=self.order(options) if kind == "order" else self.answer(kind, options),
            fixed_order=kind in LETTERED and self.truth("fixed_order"),
            by_pairs=kind == "order" and self.truth("by_pairs"),
            explanation=self.text("explain"),
            basis=self.text("basis", needed=False, limit=200),
        )

    def difficulty(self) -> int:
        value = self.data.get("d", 2)
        if value not in (1, 2, 3):
            raise self.refuse("d", "expected 1, 2 or 3")
        return value

    def options(self) -> dict[str, str]:
        options = self.data.get("options")
        if not isinstance(options, dict) or not 2 <= len(options) <= 8:
            raise self.refuse("options", "expected two to eight options {A: …, B: …}")
        if list(options) != list("ABCDEFGH"[: len(options)]):
            raise self.refuse("options", "expected the letters A, B, C … in order")
        for letter, text in options.items():
            if not isinstance(text, str) or not 0 < len(text) <= 300:
                raise self.refuse("options", f"option {letter} is not a text of at most 300 characters")
        return options

    def truth(self, field_name: str) -> bool:
        value = self.data.get(field_name, False)
        if not isinstance(value, bool):
            raise self.refuse(field_name, "expected true or false")
        return value

    def items(self) -> dict[str, str]:
        items = self.data.get("items")
        if not isinstance(items, dict) or not 3 <= len(items) <= 8:
            raise self.refuse("items", "expected three to eight steps {1: …, 2: …}")
        if list(items) != list(range(1, len(items) + 1)):
            raise self.refuse("items", "expected the numbers 1, 2, 3 … in order")
        for number, text in items.items():
            if not isinstance(text, str) or not 0 < len(text) <= 120:
                raise self.refuse("items", f"step {number} is not a text of at most 120 characters")
        if len(set(items.values())) < len(items):
            raise self.refuse("items", "two steps read the same")
        return {str(number): text for number, text in items.items()}

    def order(self, items: dict[str, str]) -> list[list[str]]:
        value = self.data.get("answer")
        written = value if isinstance(value, list) else []
        groups = [group if isinstance(group, list) else [group] for group in written]
        if sorted(str(number) for group in groups for number in group) != list(items):
            raise self.refuse(
                "answer", "expected every step once; steps in any order among them as a list: [1, [2, 3], 4]"
            )
        if len(groups) < 2 or not all(groups):
            raise self.refuse("answer", "expected at least two groups, one after the other")
        return [[str(number) for number in group] for group in groups]

    def answer(self, kind: str, options: dict[str, str]) -> Any:
        value = self.data.get("answer")
        if kind == "truefalse" and not isinstance(value, bool):
            raise self.refuse("answer", "expected true or false")
        if kind == "single" and value not in options:
            raise self.refuse("answer", "expected the letter of one option")
        if kind == "multiple":
            letters = value if isinstance(value, list) else []
            if not letters or len(set(letters)) < len(letters) or not set(letters) <= set(options):
                raise self.refuse("answer", "expected a list of option letters, each once")
        return value
