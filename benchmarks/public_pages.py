"""Public pages, drawn and kept, beside what others do with one: all sides by turns in one run, on loopback.

    drawn     our list of courses with nothing kept          plain Wagtail with twelve course cards
    kept      the same page from our memory                  Django's page cache (Redis) before the plain page
    nginx     the same page through docker/nginx.conf        the same bytes as a file of the same nginx

Every side has the same number of gunicorn processes and threads, on one PostgreSQL and one Redis of our own; `wrk` asks (it costs
little), nginx is Debian's. It also looks how long after a publication each way still shows the page as it was: promise 1 s.
Targets: 1.0 of plain Wagtail, 0.9 of the page cache, 0.25 of the file.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.stack import ROOT, Stack, cpu_of_tree, stack
from scripts.servers import end, free_port, wait_until

PATH = "/courses/"
CHOICES = {"drawn": ("ours drawn", "plain Wagtail", 1.0), "kept": ("ours kept", "Django's page cache", 0.9)}
CHOICES |= {"nginx": ("ours by nginx", "file of nginx", 0.25)}
PUBLISH = """
from courses.models import CourseIndexPage
page = CourseIndexPage.objects.get()
page.title = "{title}"
page.save_revision().publish()
"""


@dataclass
class Side:
    """One server that answers: where, its processes, and what each round found."""

    name: str
    url: str
    pids: list[int]
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)

    def measure(self, seconds: float, connections: int) -> None:
        """One round of requests."""
        before = sum(map(cpu_of_tree, self.pids))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", self.url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        used = sum(map(cpu_of_tree, self.pids)) - before
        count = int(re.search(r"(\d+) requests in", told)[1])
        if "Non-2xx" in told:
            raise SystemExit(f"{self.name} answered with errors:\n{told}")
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]))
        self.cpu.append(1000 * used / max(count, 1))
        amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
        self.slow.append(float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit])

    def __str__(self) -> str:
        rate, cpu, slow = (statistics.median(values) for values in (self.rates, self.cpu, self.slow))
        return f"  {self.name:<22}{rate:9.0f} /s   p99 {slow:7.1f} ms   {cpu:7.3f} CPU-ms"


class Servers:
    """The servers beside the stack's own, ended together."""

    def __init__(self, whole: Stack) -> None:
        self.whole, self.started = whole, []

    def gunicorn(self, application: str, name: str, **environment: str) -> tuple[int, subprocess.Popen]:
        """One more gunicorn of the size of the stack's; its port and process."""
        port = free_port()
        values = {**self.whole.environment, "BIND": f"127.0.0.1:{port}", "BASE_URL": f"http://127.0.0.1:{port}"}
        command = [str(Path(sys.executable).with_name("gunicorn")), application]
        return port, self._start(command, name, {**values, **environment}, port)

    def nginx(self, upstream: int, body: bytes) -> tuple[int, subprocess.Popen]:
        """nginx with the configuration of production, but for TLS and its folders, and one file beside it."""
        port, folder = free_port(), self.whole.folder / "nginx"
        (folder / "files").mkdir(parents=True)
        (folder / "files" / "page.html").write_bytes(body)
        folder.chmod(0o777)
        text = (ROOT / "docker/nginx.conf").read_text()
        text = re.sub(r"server \{\s*listen 80;.*?\n\}\n", "", text, count=1, flags=re.S)
        text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.M)
        text = text.replace(
            "listen 443 ssl http2;", f"listen 127.0.0.1:{port};\n    location /file/ {{ alias {folder}/files/; }}"
        )
        text = text.replace("http://web:8000", f"http://127.0.0.1:{upstream}").replace("/var/cache/nginx", str(folder))
        (folder / "nginx.conf").write_text(
            f"worker_processes 2;\npid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\nsendfile on;\nkeepalive_requests 1000000;\n"
            f"types {{ text/html html; }}\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\n"
            f"fastcgi_temp_path {folder}/fastcgi;\nuwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n{text}}}\n"
        )
        return port, self._start(["nginx", "-c", str(folder / "nginx.conf")], "nginx", dict(os.environ), port, PATH)

    def _start(self, command: list[str], name: str, environment: dict, port: int, path: str = "/") -> subprocess.Popen:
        log = self.whole.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        self.started.append(process)
        if not wait_until(lambda: read(f"http://127.0.0.1:{port}{path}"), process, 60):
            raise SystemExit(f"{name} did not start: {log.read_text()[-1500:]}")
        return process

    def end(self) -> None:
        """End them by their process ids."""
        for process in self.started:
            if process.poll() is None:
                end(process)


def read(url: str) -> bytes:
    """What is there; nothing while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.read()
    except OSError:
        return b""


def change(whole: Stack, urls: dict[str, str]) -> dict[str, float]:
    """Seconds from the end of a publication in another process until each address shows it."""
    for url in urls.values():
        read(url)
    title = f"换了{time.time_ns()}"
    whole.run("benchmarks.public_pages", "--publish", title)
    published, late = time.monotonic(), {}
    while len(late) < len(urls) and time.monotonic() - published < 90:
        for name, url in urls.items():
            if name not in late and title.encode() in read(url):
                late[name] = time.monotonic() - published
        time.sleep(0.02)
    return {name: late.get(name, 90.0) for name in urls}


def publish(title: str) -> None:
    """Run in the product: give the list another title."""
    import django

    django.setup()
    exec(PUBLISH.format(title=title))  # noqa: S102 - our own words above


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each side, by turns (3)")
    parser.add_argument("--seconds", type=float, default=5, help="length of a round (5)")
    parser.add_argument("--connections", type=int, default=8, help="asking at once (8)")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes of each side (2)")
    parser.add_argument("--publish", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.publish:
        publish(options.publish)
        return 0
    missing = [tool for tool in ("wrk", "nginx") if shutil.which(tool) is None]
    if missing:
        raise SystemExit(f"needs {' and '.join(missing)} (Debian packages of these names)")
    with stack(workers=options.workers) as whole:
        whole.start_web()
        servers = Servers(whole)
        try:
            return run(whole, servers, options)
        finally:
            servers.end()


def run(whole: Stack, servers: Servers, options: argparse.Namespace) -> int:
    """Start the sides, measure them by turns, look how fast a change shows."""
    server = whole.postgres.url.rsplit("/", 1)[0]
    whole.psql("CREATE DATABASE plain", f"{server}/postgres")
    beside = {"DATABASE_URL": f"{server}/plain"}
    made = [sys.executable, "-m", "benchmarks.baselines.plain.serve"]
    subprocess.run(made, cwd=ROOT, env={**whole.environment, **beside}, check=True)
    plain, cached = "benchmarks.baselines.plain.serve:application", {"CACHED": "1"}
    drawn_port, drawn = servers.gunicorn("lms.wsgi:application", "drawn", PUBLIC_PAGE_SECONDS="0")
    plain_port, plain_one = servers.gunicorn(plain, "plain", **beside)
    cache_port, cache_one = servers.gunicorn(plain, "cache", **beside, **cached)
    ours = f"http://127.0.0.1:{whole.port}{PATH}"
    nginx_port, nginx = servers.nginx(whole.port, read(ours))
    base, redis = [whole.postgres.postmaster], [whole.redis.pid]
    sides = {
        "drawn": (
            Side("ours drawn", f"http://127.0.0.1:{drawn_port}{PATH}", [drawn.pid, *base, *redis]),
            Side("plain Wagtail", f"http://127.0.0.1:{plain_port}/", [plain_one.pid, *base, *redis]),
        ),
        "kept": (
            Side("ours kept", ours, [whole.web.pid, *base, *redis]),
            Side("Django's page cache", f"http://127.0.0.1:{cache_port}/", [cache_one.pid, *base, *redis]),
        ),
        "nginx": (
            Side("ours by nginx", f"http://127.0.0.1:{nginx_port}{PATH}", [nginx.pid, whole.web.pid, *redis]),
            Side("file of nginx", f"http://127.0.0.1:{nginx_port}/file/page.html", [nginx.pid]),
        ),
    }
    print(f"{len(read(ours))} bytes of {PATH} beside {len(read(sides['drawn'][1].url))}; load {os.getloadavg()[0]:.1f}")
    for number in range(options.rounds + 1):
        for pair in sides.values():
            for side in pair:
                side.measure(1 if number == 0 else options.seconds, options.connections)
                if number == 0:  # to warm up
                    side.rates, side.cpu, side.slow = [], [], []
    kept = True
    for name, (one, other) in sides.items():
        ratio = statistics.median(one.rates) / max(statistics.median(other.rates), 1)
        target = CHOICES[name][2]
        print(f"{one}\n{other}\n  {'':<22}{ratio:9.2f} (target {target})")
        kept &= ratio >= target
    late = change(whole, {"process": ours, "nginx": sides["nginx"][0].url})
    print("a publication shows after " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in late.items()))
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if kept and max(late.values()) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
