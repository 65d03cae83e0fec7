"""Search over many generated policies: how long an answer takes and whether every planted phrase is found.

Each engine in a database of its own (SQLite in a temporary folder; PostgreSQL with `--postgres URL`, in a database that is
dropped again), beside the naive way in the same run: the texts in one table, asked with LIKE '%word%' and counted.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TARGET_MS = 150
# What residents type: single words, words with synonyms, questions, two words, and what is on nearly every page.
TYPED = ["消防", "电动自行车", "电瓶车充电", "垃圾分类", "怎么交医保", "低保 申请", "噪声", "12345", "社区", "诈骗电话",
         "老人津贴", "装修", "高空抛物", "法律援助", "火", "没有的词语组合", "在哪儿办", "维修资金"]  # fmt: skip
RARE = "龘爨麤鱻犇骉羴猋掱焱垚犇彧彳亍孓孑尢尥尬"


def main() -> int:
    """Measure; 1 when an engine is slower than the target or misses a phrase."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=3000, help="generated policies (3000)")
    parser.add_argument("--planted", type=int, default=150, help="phrases planted in one policy each (150)")
    parser.add_argument("--rounds", type=int, default=5, help="times each query is asked (5)")
    parser.add_argument("--postgres", metavar="URL", help="a server on which a database may be made and dropped")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        return measure(options.texts, options.planted, options.rounds)
    failures = 0
    with tempfile.TemporaryDirectory(prefix="gridschool-search-") as folder:
        failures += _child(f"sqlite:///{Path(folder, 'search.sqlite3')}", folder, options)
        if options.postgres:
            failures += _on_postgres(options, folder)
    return failures


def _child(url: str, folder: str, options: argparse.Namespace) -> int:
    """This program again, on one database."""
    own = {"DATABASE_URL": url, "GRIDSCHOOL_VAR": folder, "DJANGO_SETTINGS_MODULE": "lms.settings.dev"}
    command = [sys.executable, "-m", "benchmarks.bench_search", "--here"]
    command += [f"--{name}={getattr(options, name)}" for name in ("texts", "planted", "rounds")]
    return subprocess.run(command, env={**os.environ, **own}).returncode


def _on_postgres(options: argparse.Namespace, folder: str) -> int:
    import psycopg

    name = f"gridschool_search_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            return _child(urlunsplit(urlsplit(options.postgres)._replace(path=f"/{name}")), folder, options)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(texts: int, planted: int, rounds: int) -> int:
    """Fill the database, then ask by turns: ours, the naive way."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    phrases = fill(texts, planted)
    queries = [*TYPED, *phrases[:: max(1, len(phrases) // len(TYPED))]]
    from lms.site.reports import find

    missed = [phrase for number, phrase in enumerate(phrases) if f"/policies/n{number}/" not in _places(find(phrase))]
    took: dict[str, list[float]] = {"ours": [], "like": []}
    for _ in range(rounds):
        for typed in queries:
            took["ours"].append(_seconds(lambda typed=typed: find(typed)))
            took["like"].append(_seconds(lambda typed=typed: naive(typed)))
    ours, like = (_told(took[name]) for name in ("ours", "like"))
    slow = _p95(took["ours"]) > TARGET_MS
    print(f"{connection.vendor}: {texts} texts, {len(queries)} queries × {rounds}: ours {ours}; LIKE {like}; "
          f"ratio of p95 {_p95(took['ours']) / _p95(took['like']):.2f}; {len(phrases) - len(missed)} of {len(phrases)} "
          f"planted phrases found; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    if slow:
        worst = sorted({(round(_seconds(lambda typed=typed: find(typed)) * 1000), typed) for typed in queries})[-5:]
        print(f"  slower than {TARGET_MS} ms; slowest: {worst}")
    if missed:
        print(f"  not found: {missed[:5]}")
    return int(slow or bool(missed))


def fill(texts: int, planted: int) -> list[str]:
    """Policies out of the sentences of the demo's own, some with a phrase that stands nowhere else."""
    from django.conf import settings
    from django.db import connection, transaction
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from core.search import indexed_at_the_end
    from lms.site.services import ensure_site_pages
    from policies.formats.yaml_policy import read
    from policies.models import PolicyPage
    from policies.services import load_policies

    draw = random.Random(11)
    parent = ensure_site_pages().policies
    specs = read((settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8"))
    load_policies(specs, by=None, parent=parent)
    samples = list(PolicyPage.objects.all())
    sentences = [line for page in samples for line in page.public_text().split("\n") if 6 < len(line) < 110]
    phrases = ["".join(draw.sample(RARE, 2)) + "".join(draw.sample(draw.choice(sentences), 3)) for _ in range(planted)]
    quick = disable_reference_index_auto_update()
    with transaction.atomic(), quick, indexed_at_the_end(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE benchmark_texts (id integer PRIMARY KEY, text text NOT NULL)")
        for number in range(texts):
            extra = phrases[number] if number < len(phrases) else ""
            page = _page(number, draw, sentences, extra, draw.choice(samples))
            parent.add_child(instance=page)
            cursor.execute(
                "INSERT INTO benchmark_texts VALUES (%s, %s)", [page.pk, f"{page.title} {page.public_text()}"]
            )
    return phrases


def _page(number: int, draw: random.Random, sentences: list[str], extra: str, sample: Any) -> Any:
    from policies.models import PolicyPage

    def lines(count: int) -> list[tuple[str, str]]:
        return [("line", draw.choice(sentences)) for _ in range(count)]

    def whole(line: str) -> str:
        return f"{line[: len(line) // 2]}{extra}{line[len(line) // 2 :]}"

    questions = [{"question": draw.choice(sentences)[:80], "answer": whole(draw.choice(sentences))} for _ in range(7)]
    page = PolicyPage(
        code=f"N{number}", slug=f"n{number}", title=draw.choice(sentences)[:60], topic_id=sample.topic_id,
        one_sentence=draw.choice(sentences)[:60], related="有关的人。", benefit="看得懂。", ask="打12345。",
        source_title="演示文件", issuer="青禾县人民政府", department=sample.department,
        published=date(2026, 1, 1), effective=date(2026, 1, 1), review_due=date(2099, 1, 1),
    )  # fmt: skip
    page.key_points, page.for_yes, page.for_no = lines(5), lines(3), lines(3)
    page.steps = [("step", {"way": "both", "text": draw.choice(sentences)}) for _ in range(5)]
    page.faq = [("question", row) for row in questions]
    page.contacts = [("contact", {"name": "便民热线", "phone": "12345", "hours": "", "address": ""})]
    return page


def _places(found: Any) -> list[str]:
    return [hit.url for hit in found.hits]


def naive(typed: str) -> list[Any]:
    """The ten first texts with the words as typed, and how many there are."""
    from django.db import connection

    from policies.models import PolicyPage

    words = [f"%{word}%" for word in typed.split()]
    where = " AND ".join("text LIKE %s" for _ in words)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM benchmark_texts WHERE {where}", words)  # noqa: S608 - no text of others
        cursor.execute(f"SELECT id FROM benchmark_texts WHERE {where} LIMIT 10", words)  # noqa: S608
        keys = [row[0] for row in cursor.fetchall()]
    return [page.public_text() for page in PolicyPage.objects.filter(pk__in=keys)]


def _seconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] * 1000


def _told(values: list[float]) -> str:
    return (
        f"median {statistics.median(values) * 1000:.0f} ms, p95 {_p95(values):.0f} ms, most {max(values) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
