"""Builds the demo from nothing: content, units, people, the past year."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from competencies.services import refresh_due_statuses
from core import clock
from core.audit import record
from core.jobs import run_due_jobs_here
from core.models import AuditEntry
from lms.demo.awareness import build_awareness
from lms.demo.content import build_content
from lms.demo.enquiries import build_enquiries
from lms.demo.exams import build_exams
from lms.demo.history import Year
from lms.demo.moments import moment
from lms.demo.population import Town, build_accounts, build_people, build_units
from lms.demo.sessions import build_sessions
from lms.demo.times import build_times
from people.models import User

Say = Callable[[str], None]


BUILT = "demo.built"


def is_built() -> bool:
    """Whether a build came to its end."""
    return AuditEntry.objects.filter(action=BUILT).exists()


def is_half_built() -> bool:
    """Whether a build began and was interrupted: the services commit one by one, so their after-effects happen."""
    return User.objects.filter(username="demo-admin").exists() and not is_built()


def build(say: Say, only: Sequence[str] = ()) -> Town:
    """Build everything; `say` is told each step, for whoever waits. `only` leaves out all other courses."""
    today = clock.today()
    town = Town()
    with clock.at(moment(today - timedelta(days=1500), 9)):
        say("组织树 / units")
        build_units(town, opened=today - timedelta(days=1500))
    say("人员 / people")
    build_accounts(town, today)
    with clock.at(moment(today - timedelta(days=760), 9)):
        say("内容 / content")
        content = build_content(None, owner=town.accounts["demo-trainer"], today=today, only=only)
    build_people(town, today)
    say("过去的一年 / the past year")
    Year(town, content.courses, today, say).live()
    say("居民留言 / residents' questions")
    build_enquiries(town, today)
    say("今天 / today")
    build_exams(town, today)
    build_sessions(town, today)
    build_times(town, today)
    build_awareness(town, today)
    run_due_jobs_here()
    # What beat does every day: states that changed by the mere passing of the year.
    refresh_due_statuses()
    record(BUILT, content.pages.home, by=None)
    return town
