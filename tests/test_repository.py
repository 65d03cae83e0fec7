"""What must be true of every tracked file, and no linter looks for."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [
    path for path in sorted(ROOT.glob("*/**/*.html")) if not {".venv", "var", "docs", "node_modules"} & {*path.parts}
]
# Documents that a browser never shows under our policy: WeasyPrint draws them, or a mail program.
PRINTED = re.compile(r"/(?:pdf|mail|email|print)/|_pdf\.html$")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def lines_with(pattern: re.Pattern, paths) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_template_has_a_style_attribute_an_inline_script_or_an_event_attribute():
    inline = re.compile(
        r"""\sstyle=["']|<script(?![^>]*\ssrc=)(?![^>]*type=["']application/(?:json|ld\+json))|<style|\son[a-z]+=["']"""
    )
    screens = [path for path in TEMPLATES if not PRINTED.search(str(path))]

    assert len(screens) > 10
    assert lines_with(inline, screens) == []


def test_no_template_or_style_or_script_loads_from_another_host():
    loads = re.compile(
        r"""(?:src|href|action|poster)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import|from ["']https?:"""
    )
    linked = re.compile(r"<a\s")
    assets = [
        path
        for app in ("lms", "core", "people", "courses", "assessments", "certificates", "competencies", "policies")
        for kind in ("css", "js")
        for path in (ROOT / app).rglob(f"*.{kind}")
    ]
    found = [line for line in lines_with(loads, [*TEMPLATES, *assets]) if not linked.search(line)]

    assert found == []


def test_no_tracked_file_names_a_package_index_or_a_path_of_somebodys_machine():
    hosts = "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"))
    paths = "|".join(("/work" + "/(?:main|shared)", "/root" + "/", "/home" + "/[a-z]", "/opt" + "/(?:wheels|py)"))
    named = re.compile(f"{hosts}|(?<![\\w.]){paths}")

    assert lines_with(named, tracked()) == []


def test_requirements_pin_every_package_and_name_no_index():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line
            for line in (ROOT / name).read_text().splitlines()
            if line.strip() and not line.lstrip().startswith("#")
        ]
        assert lines, name
        assert [line for line in lines if not re.match(r"^[\w.\[\],-]+==\S+( ;.*)?( \\)?$", line)] == []


def test_every_script_of_the_shell_stops_at_errors_and_is_executable():
    scripts = [path for path in tracked() if path.suffix == ".sh" or path == ROOT / ".ci/run"]

    assert scripts
    assert [str(path) for path in scripts if "set -" not in path.read_text() or not path.stat().st_mode & 0o100] == []


def test_what_is_generated_is_not_tracked():
    assert [
        str(path)
        for path in tracked()
        if path.suffix in {".mo", ".pyc", ".sqlite3"} or {"var", ".venv"} & {*path.relative_to(ROOT).parts}
    ] == []
