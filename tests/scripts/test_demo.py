"""What `make demo` refuses, each in one sentence, before it has changed anything."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple

import pytest

from scripts import demo


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """Neither the state of a real demo nor its variables."""
    monkeypatch.setattr(demo, "PID_FILE", tmp_path / "demo.pid")
    for name in ("PORT", "DETACH", "RESET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_port_is_8000_unless_another_is_named(monkeypatch):
    assert demo.port() == 8000

    monkeypatch.setenv("PORT", "9123")

    assert demo.port() == 9123


@pytest.mark.parametrize("text", ["http", "0", "70000", "80a", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(demo.Refused, match="between 1 and 65535"):
        demo.port()


def test_a_busy_port_names_the_way_out(taken_port):
    with pytest.raises(demo.Refused, match=f"Port {taken_port} is in use; choose another: make demo PORT="):
        demo.check_machine(taken_port)


def test_a_full_disk_says_how_much_is_needed(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 50 * 2**20))

    with pytest.raises(demo.Refused, match="Only 50 MB are free"):
        demo.check_machine(0)


def test_a_note_of_a_process_that_is_not_ours_is_not_believed():
    demo.PID_FILE.write_text(json.dumps({"pid": os.getpid(), "port": 8000}))

    assert demo.running() is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pid": 999999999, "port": 1}', '{"pid": "x", "port": 1}'])
def test_a_damaged_note_is_not_believed(content):
    demo.PID_FILE.write_text(content)

    assert demo.running() is None


def test_stopping_ends_the_process_and_forgets_it(capsys):
    code = "import time; print('up', flush=True); time.sleep(20)"
    waiting = [sys.executable, "-c", code, "gunicorn", "lms.wsgi:application"]
    with subprocess.Popen(waiting, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        demo.PID_FILE.write_text(json.dumps({"pid": process.pid, "port": 8000}))

        assert demo.running() == {"pid": process.pid, "port": 8000}
        demo.stop()

    assert not demo.PID_FILE.exists()
    assert capsys.readouterr().out == "Stopped.\n"


def test_stopping_what_does_not_run_says_so(capsys):
    demo.stop()

    assert capsys.readouterr().out == "The demo is not running.\n"


def test_the_addresses_of_other_databases_do_not_reach_the_demo(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/gridschool")
    monkeypatch.setenv("REDIS_URL", "redis://production")

    values = demo.environment(8005)

    assert values["DATABASE_URL"].startswith("sqlite:///")
    assert values["REDIS_URL"] == ""
    assert values["BASE_URL"] == "http://127.0.0.1:8005"
