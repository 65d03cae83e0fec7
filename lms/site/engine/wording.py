"""What a resident typed, as words to look for; and a text around them, as an excerpt."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

from lms.site.formats.synonyms import Synonyms

LONGEST = 60
MOST_VARIANTS = 12
AROUND = 36
LINE_END = re.compile(r"(?<![，。；：、！？])\n")  # a line that ends without a stop


@dataclass(frozen=True)
class Wording:
    """`typed` as cleaned; `variants` are word lists of which one must be found whole; `others` are the synonyms used."""

    typed: str
    variants: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Every word of every variant, the longest first: what is marked in an excerpt."""
        return sorted({word for variant in self.variants for word in variant}, key=lambda word: (-len(word), word))


def clean(typed: str) -> str:
    """The query without control characters and spare spaces, cut to LONGEST characters."""
    kept = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in typed[: LONGEST * 4])
    return " ".join(unicodedata.normalize("NFKC", kept).split())[:LONGEST].strip()


def understand(typed: str, synonyms: Synonyms, exact: bool = False) -> Wording:
    """Split a query at spaces, punctuation and question words, and add the synonyms of its words.

    `exact` looks for the words as typed. A query of nothing but question words is looked for as it is.
    """
    text = clean(typed)
    if exact:
        parts = _split(text)
        return Wording(text, (tuple(parts),) if parts else ())
    bare = text
    for word in synonyms.question_words:
        bare = bare.replace(word, " ")
    choices = [choice for part in (_split(bare) or _split(text)) for choice in _choices(part, synonyms)]
    if not choices:
        return Wording(text)
    variants = tuple(itertools.islice(itertools.product(*choices), MOST_VARIANTS))
    others = [word for choice in choices for word in choice[1:]]
    return Wording(text, variants, tuple(dict.fromkeys(others)))


def _split(text: str) -> list[str]:
    return re.sub(r"[^\w]+|_", " ", text).split()


def _choices(part: str, synonyms: Synonyms) -> list[tuple[str, ...]]:
    """A part cut at the known words in it; each piece with what may stand in its place."""
    groups = {word: group for group in synonyms.groups for word in group}
    known = _any_of(sorted(groups, key=len, reverse=True))
    pieces = [piece for piece in re.split(f"({known})", part) if piece] if known else [part]
    return [(piece, *(word for word in groups.get(piece, ()) if word != piece)) for piece in pieces]


def excerpt(text: str, words: list[str], length: int = 2 * AROUND + 20) -> list[tuple[str, bool]]:
    """A piece of `text` around the first of `words` in it, as (text, is one of the words) pairs; its start when none is.

    A piece begins with its line where that is near; the lines in it are joined with a semicolon.
    """
    found = re.search(_any_of(words), text, re.IGNORECASE) if words else None
    start = max(0, found.start() - AROUND) if found else 0
    newline = text.rfind("\n", start, found.start()) if found else -1
    begin = newline + 1 if newline >= 0 else start
    piece = LINE_END.sub("；", text[begin : begin + length].strip()).replace("\n", "")
    before = "…" if begin and newline < 0 else ""
    return marked(before + piece + ("…" if begin + length < len(text) else ""), words)


def clauses(title: str) -> list[str]:
    """A title cut after its stops, so that it breaks there and not within a word."""
    return re.findall(r"[^，。：；、！？]+[，。：；、！？]*|[，。：；、！？]+", title)


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """`text` as (text, is one of the words) pairs."""
    if not words:
        return [(text, False)]
    pieces = re.split(f"({_any_of(words)})", text, flags=re.IGNORECASE)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in words)
