"""Everything about the code that is not a test. Runs all checks, also after a failure, and closes with a table.

Arguments choose checks by name: make check ARGS="ruff types".
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PACKAGES = ["lms", "certificates", "courses", "assessments", "competencies", "policies", "people", "core", "scripts"]
SKIPPED = 3


def files(*patterns: str) -> list[str]:
    """The files of the repository that match: tracked ones, and new ones that git does not ignore."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted({name for name in names if name and (ROOT / name).exists()})


def checks() -> dict[str, list[str]]:
    """Name and command of each check."""
    python = [name for name in files("*.py") if "/migrations/" not in name]
    return {
        "lint": [PYTHON, "-m", "ruff", "check", "."],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", *files("*.html")],
        "django-upgrade": [PYTHON, "-m", "django_upgrade", "--check", "--target-version", "5.2", *python],
        "types": [PYTHON, "-m", "mypy", *PACKAGES],
        "directions": [str(Path(PYTHON).with_name("lint-imports")), "--no-logo"],
        "django": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "translations": [PYTHON, "-m", "scripts.messages", "check"],
    }


def run(name: str, command: list[str]) -> str:
    """Run one check and show its output if it did not pass; its line of the table."""
    began = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    skipped = done.returncode == SKIPPED and name == "translations"
    result = "SKIPPED" if skipped else "FAILED" if done.returncode else "ok"
    if result != "ok":
        print(f"\n── {name} ──\n{done.stdout}{done.stderr}", flush=True)
    return f"{result:<8}{name:<18}{time.monotonic() - began:5.1f} s"


def main(chosen: list[str]) -> int:
    """Run them; 1 when one failed, or in CI was skipped."""
    known = checks()
    unknown = [name for name in chosen if name not in known]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    lines = [run(name, command) for name, command in known.items() if not chosen or name in chosen]
    print("\n── checks ──\n" + "\n".join(lines))
    bad = ("FAILED", "SKIPPED") if os.environ.get("CI") else ("FAILED",)
    return int(any(line.startswith(bad) for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
