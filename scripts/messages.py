"""Translations. `update` refreshes and compiles the catalogues, `check` tells what they lack.

The msgids are Chinese, the source language; `locale/en` translates them. A msgid without a Chinese character would show
English to everybody, so it must be listed in `locale/zh_Hans`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import po
from scripts.tools import CHECK_TOOLS, install_missing

ROOT = Path(__file__).resolve().parent.parent
APPS = ["lms", "certificates", "courses", "assessments", "competencies", "policies", "people", "core"]
# With full-width punctuation: a message may be a colon.
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
UNNAMED = re.compile(r"%[sd]|\{\}")


def extract(folder: Path) -> None:
    """Let Django extract every message of our apps into the catalogues below `folder`."""
    command = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--add-location=file", "--no-wrap"]
    command += [
        "--no-obsolete",
        "--ignore=var",
        "--ignore=.venv",
        "--ignore=tests",
        "--ignore=scripts",
        "--ignore=benchmarks",
    ]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def extracted() -> list[po.Entry]:
    """The messages of the source as it is now, without touching the catalogues."""
    with tempfile.TemporaryDirectory(prefix="gridschool-messages-") as folder:
        for app in APPS:
            shutil.copytree(ROOT / app, Path(folder, app), ignore=shutil.ignore_patterns("__pycache__", "static"))
        Path(folder, "locale").mkdir()
        extract(Path(folder))
        return po.read(Path(folder, "locale/en/LC_MESSAGES/django.po"))[1:]


def problems() -> list[str]:
    """What is wrong with the catalogues, one sentence each."""
    english = {entry.key: entry for entry in catalogue("en")}
    source = {entry.key for entry in catalogue("zh_Hans")}
    found = []
    wanted = extracted()
    for entry in wanted:
        other = english.get(entry.key)
        if other is None:
            found.append(f"not in locale/en (run make messages): {entry.msgid!r}")
        elif not other.translated:
            found.append(f"{'fuzzy' if other.fuzzy else 'no translation'} in locale/en: {entry.msgid!r}")
        elif any(named(form) != named(entry.msgid) for form in other.forms.values()) and entry.plural is None:
            found.append(f"other placeholders in locale/en: {entry.msgid!r}")
        if UNNAMED.search(entry.msgid.replace("%%", "")):
            found.append(f"a placeholder without a name: {entry.msgid!r}")
        if not CHINESE.search(entry.msgid) and entry.key not in source:
            found.append(f"not Chinese, and not in locale/zh_Hans: {entry.msgid!r}")
    left = english.keys() - {entry.key for entry in wanted}
    return found + [f"no longer in the source (run make messages): {key!r}" for key in sorted(left)]


def named(text: str) -> set[str]:
    """The placeholders of a message."""
    return set(PLACEHOLDER.findall(text))


def catalogue(language: str) -> list[po.Entry]:
    """The entries of one of our catalogues without its header."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    return po.read(path)[1:] if path.exists() else []


def main(action: str) -> int:
    """Update or check."""
    if lacking := install_missing(CHECK_TOOLS):
        print(f"SKIPPED translations: {', '.join(f'{what} is {why}' for what, why in lacking.items())}")
        return 3
    if action == "update":
        (ROOT / "locale").mkdir(exist_ok=True)
        extract(ROOT)
        print(f"{po.compile_folder(ROOT / 'locale')} catalogues compiled")
        open_entries = [entry for entry in catalogue("en") if not entry.translated]
        print(f"{len(open_entries)} messages wait for their English in locale/en/LC_MESSAGES/django.po")
        return 0
    found = problems()
    print("\n".join(found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "check"))
