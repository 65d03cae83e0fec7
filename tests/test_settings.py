"""Every variable that the product reads is documented, and nothing else is; production refuses what is unsafe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READERS = [
    *ROOT.glob("lms/settings/*.py"),
    ROOT / "gunicorn.conf.py",
    *ROOT.glob("scripts/*.py"),
    *ROOT.glob("scripts/*.sh"),
    *ROOT.glob("docker/*.sh"),
    *ROOT.glob("tests/support/*.py"),
]
PYTHON_READ = re.compile(
    r"""(?:\benv(?:\.\w+)?\(|environ\.get\(|environ\[|environ\.pop\(|getenv\()\s*["']([A-Z][A-Z0-9_]+)["']"""
)
SHELL_READ = re.compile(r"\$\{([A-Z][A-Z0-9_]+):?[-+=?]")
DOCUMENTED = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)
# Read because other programs define them, not for an operator to set.
FOREIGN = {"PYTEST_XDIST_TESTRUNUID", "PYTEST_XDIST_WORKER", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def read_by_compose() -> set[str]:
    return set(SHELL_READ.findall((ROOT / "docker-compose.yml").read_text()))


def variables_read() -> set[str]:
    found = set()
    for file in READERS:
        pattern = SHELL_READ if file.suffix == ".sh" else PYTHON_READ
        found |= set(pattern.findall(file.read_text()))
    return found - FOREIGN


def test_every_variable_that_is_read_is_in_the_documentation_and_the_other_way_round():
    documented = set(DOCUMENTED.findall((ROOT / "docs/settings.md").read_text()))
    read = variables_read()

    assert "DATABASE_URL" in read, "the patterns of this test no longer find anything"
    assert documented == read | read_by_compose()


def test_the_example_file_names_only_variables_that_are_read():
    named = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "BASE_URL", "ALLOWED_HOSTS"} <= named
    assert named - read_by_compose() <= variables_read()


WHOLE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "learn.example.org",
    "BASE_URL": "https://learn.example.org",
    "DATABASE_URL": "postgresql://gridschool@127.0.0.1/gridschool",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


SHOWN = "s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.MFA_REQUIRED_FOR_MANAGERS"


def load_production(changes: dict[str, str | None], shown: str = SHOWN) -> subprocess.CompletedProcess:
    """Import the production settings in a process of its own with exactly these variables."""
    clean = {name: value for name, value in os.environ.items() if name not in variables_read()}
    values = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    code = f"import lms.settings.production as s; print({shown})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**clean, **values}, capture_output=True, text=True
    )


def test_production_settings_load_with_what_the_documentation_asks_for(tmp_path):
    loaded = load_production({"GRIDSCHOOL_VAR": str(tmp_path)})

    assert loaded.stdout.split() == ["False", "False", "True", "True"], loaded.stderr


@pytest.mark.parametrize(("change", "seconds"), [({}, "60"), ({"DATABASE_CONN_MAX_AGE": "7"}, "7")])
def test_connections_to_postgresql_are_kept(change, seconds, tmp_path):
    shown = "s.DATABASES['default']['CONN_MAX_AGE'], s.DATABASES['default']['CONN_HEALTH_CHECKS']"
    loaded = load_production({**change, "GRIDSCHOOL_VAR": str(tmp_path)}, shown)

    assert loaded.stdout.split() == [seconds, "True"], loaded.stderr


@pytest.mark.parametrize(("change", "after"), [({}, "0"), ({"DATABASE_PREPARE": "0"}, "None")])
def test_a_pooler_can_be_spared_prepared_statements(change, after, tmp_path):
    shown = "s.DATABASES['default']['OPTIONS']['prepare_threshold']"
    loaded = load_production({**change, "GRIDSCHOOL_VAR": str(tmp_path)}, shown)

    assert loaded.stdout.split() == [after], loaded.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"BASE_URL": None}, "BASE_URL"),
        ({"DEMO": "1"}, "DEMO"),
    ],
)
def test_production_settings_refuse_by_name_what_is_missing_or_unsafe(change, named, tmp_path):
    refused = load_production({**change, "GRIDSCHOOL_VAR": str(tmp_path)})

    assert refused.returncode != 0
    assert named in refused.stderr.strip().splitlines()[-1]
