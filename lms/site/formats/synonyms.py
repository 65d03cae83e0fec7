"""The synonyms file (content/synonyms.yaml): words that mean the same to residents, and words of a question to drop."""

from dataclasses import dataclass
from pathlib import Path

import yaml


class SynonymsError(ValueError):
    """The file is not what it should be."""


@dataclass(frozen=True)
class Synonyms:
    """`groups` of words with one meaning; `question_words` carry none."""

    groups: tuple[tuple[str, ...], ...]
    question_words: tuple[str, ...]


def read(path: Path) -> Synonyms:
    """Read the file.

    Errors: SynonymsError with the file's name when a part is missing, is no list of words, or a word stands in two groups.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        groups = tuple(tuple(str(word) for word in group) for group in data["synonyms"])
        question_words = tuple(str(word) for word in data["question_words"])
    except (TypeError, KeyError) as error:
        raise SynonymsError(f"{path.name}: lists of words under synonyms and question_words are expected") from error
    words = [word for group in groups for word in group]
    twice = {word for word in words if words.count(word) > 1}
    if twice:
        raise SynonymsError(f"{path.name}: in two groups: {', '.join(sorted(twice))}")
    return Synonyms(groups, question_words)
