"""Where the CPU time of an exam journey goes: each step's milliseconds, and for one step the functions that take them.

The product runs in this process, called as gunicorn calls it (WSGI, production settings, PostgreSQL and Redis of our own),
by one candidate after the other: no waiting, no load generator beside it. The figures are Python's; PostgreSQL's stand
beside them. Rates are `exam_load`'s business.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import re
import time
import uuid
from collections import defaultdict
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from benchmarks.stack import Stack, cpu_of_tree, stack


class Person:
    """One browser: calls the application, keeps its cookies, and notes what each step cost."""

    def __init__(self, application, book: "Book", address: str) -> None:
        self.application, self.book, self.address = application, book, address
        self.cookies: dict[str, str] = {}

    def call(self, step: str, path: str, body: bytes | None = None, kind: str = "text/html") -> tuple[dict, bytes]:
        """Headers and body of the answer; the CPU time between goes into the book."""
        parts, found = urlsplit(path), {}
        environ = {
            "REQUEST_METHOD": "GET" if body is None else "POST",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": kind,
            "HTTP_X_FORWARDED_FOR": self.address,
            "HTTP_X_CSRFTOKEN": self.cookies.get("csrftoken", ""),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": kind if kind != "text/html" else "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": io.BytesIO(body or b""),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            found["status"] = int(status.split()[0])
            for name, value in headers:
                if name == "Set-Cookie":
                    self.cookies |= {key: cookie.value for key, cookie in SimpleCookie(value).items()}
                found[name.lower()] = value

        with self.book.step(step):
            answer = self.application(environ, start_response)
            content = b"".join(answer)
            answer.close()
        if found["status"] >= 400:
            raise SystemExit(f"{step}: {found['status']} {content[:300].decode()}")
        return found, content

    def form(self, step: str, path: str, **data: str) -> dict:
        """Post a form; the headers of the answer."""
        body = urlencode({**data, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}).encode()
        return self.call(step, path, body)[0]

    def journey(self, username: str, entry: int, seeded: dict) -> None:
        """The steps of `benchmarks.candidate`, once."""
        self.call("log-in page", "/accounts/login/")
        self.form("log in", "/accounts/login/", login=username, password=seeded["password"])
        self.call("course", seeded["course"])
        self.call("rules", f"/assessments/entries/{entry}/")
        sitting = self.form("start", f"/assessments/entries/{entry}/", confirmed="on")["location"]
        page = self.call("sitting", sitting)[1]
        for sequence, position in enumerate(sorted(set(re.findall(rb'name="q(\d+)-answer"', page)), key=int)):
            data = {"position": int(position), "value": "A", "base_sequence": sequence, "client_id": str(uuid.uuid4())}
            self.call("save", f"{sitting}answers/", json.dumps(data).encode(), "application/json")
        self.call("submit page", f"{sitting}submit/")
        self.call("receipt", self.form("submit", f"{sitting}submit/", submit_key=str(uuid.uuid4()))["location"])
        self.call("result", f"{sitting}result/")


class Book:
    """CPU time and calls per step, and a profile of the step asked for."""

    def __init__(self, whole: Stack, profiled: str) -> None:
        self.whole, self.profiled, self.profile = whole, profiled, cProfile.Profile(time.thread_time)
        self.spent: dict[str, list[float]] = defaultdict(list)

    def step(self, name: str) -> "_Step":
        return _Step(self, name)


class _Step:
    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name

    def __enter__(self) -> None:
        self.began = time.process_time()
        if self.name == self.book.profiled:
            self.book.profile.enable()

    def __exit__(self, *_error) -> None:
        if self.name == self.book.profiled:
            self.book.profile.disable()
        self.book.spent[self.name].append(time.process_time() - self.began)


def run(whole: Stack, options: argparse.Namespace) -> None:
    """So many journeys, the first of them unmeasured, then the table."""
    os.environ.update(whole.environment)
    import django

    django.setup()
    from django.core.wsgi import get_wsgi_application

    application, book = get_wsgi_application(), Book(whole, options.profile)
    seeded = whole.seed(people=options.journeys + 2)
    for number, (username, entry) in enumerate(seeded["people"]):
        if number == 2:  # templates compiled, addresses loaded, connections open
            book.spent.clear()
            book.profile.clear()
            database = cpu_of_tree(whole.postgres.postmaster)
        Person(application, book, f"10.0.{number // 200}.{number % 200 + 1}").journey(username, entry, seeded)
    database = 1000 * (cpu_of_tree(whole.postgres.postmaster) - database) / options.journeys
    total = 0.0
    print(f"{'step':<14}{'calls':>7}{'CPU-ms':>9}{'per journey':>13}")
    for name, taken in book.spent.items():
        each, per_journey = 1000 * sum(taken) / len(taken), 1000 * sum(taken) / options.journeys
        total += per_journey
        print(f"{name:<14}{len(taken):>7}{each:>9.2f}{per_journey:>13.1f}")
    print(f"a journey: {total:.0f} CPU-ms of Python, {database:.0f} of PostgreSQL")
    if options.profile:
        pstats.Stats(book.profile).sort_stats(options.sort).print_stats(options.lines)


def main() -> None:
    """Prepare everything, run, end everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=20, help="one after the other (20)")
    parser.add_argument(
        "--profile", default="", help="also profile this step, e.g. save (its own figure grows by that)"
    )
    parser.add_argument("--sort", default="cumulative", help="order of the profile: cumulative (default) or tottime")
    parser.add_argument("--lines", type=int, default=60, help="lines of the profile (60)")
    with stack() as whole:
        run(whole, parser.parse_args())


if __name__ == "__main__":
    main()
