"""Reads gettext catalogues and compiles them, without gettext's own programs: a bare machine has only Python.

Knows what Django writes: contexts, plurals, fuzzy and obsolete entries. The format is gettext's manual, "The Format of PO
Files" and "The Format of GNU MO Files".
"""

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """One message: its key, its forms in the other language, and its flags."""

    msgid: str = ""
    plural: str | None = None
    context: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """What the compiled catalogue is looked up with."""
        key = self.msgid if self.plural is None else f"{self.msgid}\0{self.plural}"
        return key if self.context is None else f"{self.context}\x04{key}"

    @property
    def translated(self) -> bool:
        """Whether every form is there and a person has confirmed it."""
        return bool(self.forms) and all(self.forms.values()) and not self.fuzzy


def read(path: Path) -> list[Entry]:
    """The entries of a catalogue, its header first; obsolete ones are left out."""
    return [parse(block) for block in blocks(path.read_text(encoding="utf-8"))]


def blocks(text: str) -> Iterator[list[str]]:
    """The lines of one entry after the other."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line)
            continue
        if any(part.startswith("msgid") for part in block):
            yield block
        block = []


def parse(block: list[str]) -> Entry:
    """One entry from its lines."""
    values: dict[str, str] = {}
    entry, name = Entry(), ""
    for line in block:
        if line.startswith("#"):
            entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        if not line.startswith('"'):
            name, line = line.split(" ", 1)
        values[name] = values.get(name, "") + ast.literal_eval(line)
    entry.msgid, entry.plural, entry.context = values["msgid"], values.get("msgid_plural"), values.get("msgctxt")
    for name, value in values.items():
        if name.startswith("msgstr"):
            entry.forms[int(name[7:-1] or 0)] = value
    return entry


def compile_entries(entries: list[Entry]) -> bytes:
    """The binary catalogue of all translated entries."""
    usable = {
        entry.key: "\0".join(entry.forms[n] for n in sorted(entry.forms)) for entry in entries if entry.translated
    }
    keys = sorted(key.encode() for key in usable)
    values = [usable[key.decode()].encode() for key in keys]
    table_size = 8 * len(keys)
    offset = 28 + 2 * table_size
    tables = b""
    for strings in (keys, values):
        for string in strings:
            tables += struct.pack("<II", len(string), offset)
            offset += len(string) + 1
    header = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + table_size, 0, 0)
    return header + tables + b"".join(string + b"\0" for string in [*keys, *values])


SOURCE, OTHER = "zh_Hans", "en"


def own_words(entries: list[Entry]) -> list[Entry]:
    """Messages that say themselves. The language of the source finds each of its words in the first catalogue then;
    otherwise Django looks through those of every app for it, a few hundred times a page.
    """
    return [
        Entry(entry.msgid, context=entry.context, forms={0: entry.msgid})
        for entry in entries
        if entry.msgid and entry.plural is None
    ]


def compile_folder(locale: Path) -> int:
    """Compile every catalogue below `locale` that is newer than its compiled form; how many were."""
    done = 0
    for source in sorted(locale.rglob("*.po")):
        target, sources = source.with_suffix(".mo"), [source]
        if source.is_relative_to(locale / SOURCE):
            sources.insert(0, locale / OTHER / source.relative_to(locale / SOURCE))
        if not target.exists() or target.stat().st_mtime < max(file.stat().st_mtime for file in sources):
            words = own_words(read(sources[0])) if len(sources) > 1 else []
            target.write_bytes(compile_entries([*words, *read(source)]))
            done += 1
    return done


if __name__ == "__main__":
    print(f"{compile_folder(Path(sys.argv[1]))} catalogues compiled")
