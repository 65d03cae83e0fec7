"""The demo: `start` prepares and serves it, `stop` ends it. Its data, log and process id live in `var/demo`.

Read from the environment: PORT (8000), DETACH=1 (return when it is ready), RESET=1 (start over), DEMO_PASSWORD.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "demo"
PID_FILE, LOG = VAR / "demo.pid", VAR / "demo.log"
PASSWORD = "gridschool-demo"  # noqa: S105
ACCOUNTS = {
    "demo-worker": "网格员，有培训记录",
    "demo-newcomer": "新入职网格员",
    "demo-trainer": "培训师",
    "demo-reviewer": "审题人",
    "demo-manager": "街道管理员",
    "demo-manager2": "相邻街道管理员",
    "demo-admin": "系统管理员",
}
READY_SECONDS = 300
FREE_MB = 200


class Refused(Exception):
    """The demo cannot start; the message is the one sentence that the user sees."""


def port() -> int:
    """PORT, checked."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Refused(f"PORT must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def running() -> dict | None:
    """Process id and port of the running demo, if it is running and the process is ours."""
    try:
        noted = json.loads(PID_FILE.read_text())
        command = command_of(noted["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return noted if "gunicorn" in command and "lms.wsgi" in command else None


def command_of(pid: int) -> str:
    """The command line of a process: the number in the file may by now belong to somebody else."""
    if Path("/proc/self").exists():
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def check_machine(number: int) -> None:
    """Refuse in one sentence what cannot work."""
    if already := running():
        raise Refused(f"The demo is already running at http://127.0.0.1:{already['port']}/ — end it with: make stop")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError:
            raise Refused(f"Port {number} needs root; choose a higher one: make demo PORT=8001") from None
        except OSError:
            raise Refused(f"Port {number} is in use; choose another: make demo PORT={number + 1}") from None
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < FREE_MB:
        raise Refused(f"Only {free} MB are free on the disk of {ROOT}: free at least {FREE_MB} MB and run it again.")


def environment(number: int) -> dict[str, str]:
    """What every process of the demo is told; addresses of other databases in the user's shell do not reach it."""
    values = {
        "BASE_URL": f"http://127.0.0.1:{number}",
        "BIND": f"127.0.0.1:{number}",
        "DATABASE_URL": f"sqlite:///{VAR / 'gridschool.sqlite3'}",
        "DEMO": "1",
        "DEMO_PASSWORD": os.environ.get("DEMO_PASSWORD") or PASSWORD,
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "EMBEDDED_WORKER": "1",
        "GRIDSCHOOL_VAR": str(VAR),
        "REDIS_URL": "",
        "WEB_WORKERS": "1",
        "WEB_THREADS": "8",
    }
    return {**os.environ, **values}


def step(label: str, module: str, values: dict[str, str], log: TextIO) -> None:
    """Run one preparing step, its output in the log."""
    began = time.monotonic()
    print(f"{label} … ", end="", flush=True)
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=values, stdout=log, stderr=log)
    if done.returncode:
        raise Refused(f"failed: {label}.\n{last_lines()}\nThe whole log: {LOG}")
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def last_lines(count: int = 15) -> str:
    """The end of the log."""
    with LOG.open(errors="replace") as file:
        return "".join(deque(file, count)).rstrip()


def serve(number: int, values: dict[str, str], log: TextIO) -> subprocess.Popen:
    """Start gunicorn in a session of its own, so that Ctrl-C reaches this script first and DETACH=1 survives it."""
    command = [str(Path(sys.executable).with_name("gunicorn")), "-c", "gunicorn.conf.py", "lms.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=log, stderr=log, start_new_session=True)
    PID_FILE.write_text(json.dumps({"pid": process.pid, "port": number}))
    return process


def wait_until_ready(number: int, process: subprocess.Popen) -> None:
    """Return when /readyz answers 200."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{number}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    finish(process.pid)
    raise Refused(f"The demo did not become ready.\n{last_lines()}\nThe whole log: {LOG}")


def finish(pid: int) -> None:
    """Ask the demo to end, insist after 15 seconds, and forget it."""
    for sign, seconds in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, sign)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                if ended(pid):
                    break
                time.sleep(0.1)
            else:
                continue
        except ProcessLookupError:
            pass
        break
    PID_FILE.unlink(missing_ok=True)


def ended(pid: int) -> bool:
    """Whether the process is gone, also when it is our own child and waits to be reaped."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        os.kill(pid, 0)
        return False


def start(began: float) -> int:
    """Prepare, serve, tell; stay until it ends or, with DETACH=1, return. `began` is when the user asked for it."""
    number = port()
    check_machine(number)
    if os.environ.get("RESET") == "1":
        shutil.rmtree(VAR, ignore_errors=True)
    VAR.mkdir(parents=True, exist_ok=True)
    values = environment(number)
    with LOG.open("w") as log:
        step("Preparing database, translations, files and the demo town", "scripts.prepare", values, log)
        process = serve(number, values, log)
    try:
        wait_until_ready(number, process)
        tell(number, values["DEMO_PASSWORD"], time.time() - began)
        if os.environ.get("DETACH") == "1":
            return 0
        for sign in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: sys.exit(0))
        process.wait()
    finally:
        if os.environ.get("DETACH") != "1":
            finish(process.pid)
    print(
        f"The demo has ended by itself. Its last lines ({LOG}):\n{last_lines()}" if process.returncode else "Stopped."
    )
    return process.returncode


def tell(number: int, password: str, seconds: float) -> None:
    """What the user waits for."""
    print(f"\nREADY http://127.0.0.1:{number}/   ({seconds:.0f} s)\n")
    for account, who in ACCOUNTS.items():
        print(f"  {account:<15} {who}")
    print(f"\n  Password of all: {password}\n  Log: {LOG}\n  End it: make stop, or Ctrl-C\n", flush=True)


def stop() -> int:
    """End the running demo."""
    noted = running()
    if not noted:
        PID_FILE.unlink(missing_ok=True)
        print("The demo is not running.")
        return 0
    finish(noted["pid"])
    print("Stopped.")
    return 0


if __name__ == "__main__":
    try:
        action, *when = sys.argv[1:]
        sys.exit(stop() if action == "stop" else start(float(when[0]) if when else time.time()))
    except Refused as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        print("\nStopped.")
        sys.exit(0)
