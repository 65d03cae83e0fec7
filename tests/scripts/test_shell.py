"""The scripts that run before Python is set up answer in one sentence, and install nothing unasked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def only(tmp_path):
    """A PATH with nothing but the named programs, and those written for the test."""

    def make(*programs: str, **written: str) -> dict[str, str]:
        for program in programs:
            (tmp_path / program).symlink_to(shutil.which(program))
        for name, text in written.items():
            (tmp_path / name.replace("_", "-")).write_text(f"#!/bin/sh\n{text}\n")
            (tmp_path / name.replace("_", "-")).chmod(0o755)
        return {**{k: v for k, v in os.environ.items() if k != "APT"}, "PATH": str(tmp_path)}

    return make


def run(script: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    bash = shutil.which("bash")
    return subprocess.run([bash, ROOT / script, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


def test_an_old_python_is_named_with_what_is_needed(only):
    env = only("bash", python3='[ "$1" = -V ] && echo "Python 3.9.2" && exit 0; exit 1')

    done = run("scripts/python.sh", env=env)

    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.9.2 is too old: install Python 3.11")
    assert done.stderr.count("\n") == 1


def test_no_python_is_said_too(only):
    done = run("scripts/python.sh", env=only("bash"))

    assert done.returncode == 1
    assert done.stderr.startswith("No python3 was found")


def test_a_new_enough_python_is_found_under_another_name(only):
    old = '[ "$1" = -V ] && echo "Python 3.9.2"; exit 1'
    env = only("bash", **{"python3": old, "python3.12": "exit 0"})

    assert run("scripts/python.sh", env=env).stdout.strip().endswith("/python3.12")


def test_without_root_the_line_is_printed_and_nothing_is_run(only):
    env = only(apt_get="echo ran >&2", id="echo 1000")

    done = run("scripts/apt.sh", "libpango-1.0-0", env=env)

    assert done.returncode == 3
    assert "Please run as root:  apt-get install -y --no-install-recommends libpango-1.0-0" in done.stderr
    assert "ran" not in done.stderr


def test_apt_0_forbids_even_root(only):
    env = only(apt_get="echo ran >&2", id="echo 0") | {"APT": "0"}

    done = run("scripts/apt.sh", "chromium", env=env)

    assert done.returncode == 3
    assert "APT=0, so nothing is installed" in done.stderr


def test_root_gets_one_line_printed_and_run(only, tmp_path):
    env = only(
        "env", "timeout", "sh", "mktemp", "rm", "ls", "tail", apt_get=f'echo "$@" >> {tmp_path}/ran', id="echo 0"
    )

    done = run("scripts/apt.sh", "chromium", "poppler-utils", env=env)

    assert done.returncode == 0, done.stderr
    assert "apt-get install -y --no-install-recommends chromium poppler-utils" in done.stdout
    assert "install -y --no-install-recommends chromium poppler-utils" in (tmp_path / "ran").read_text()


def test_an_installation_that_takes_too_long_is_stopped(only):
    env = only("env", "timeout", "sh", "mktemp", "rm", "ls", "tail", "sleep", apt_get="exec sleep 30", id="echo 0")

    done = run("scripts/apt.sh", "chromium", env=env | {"APT_SECONDS": "1"})

    assert done.returncode == 124
    assert "did not finish within 1 seconds" in done.stderr
