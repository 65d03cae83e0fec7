"""What leaves the product on paper: the list of candidates, and the exam paper for places without a network.

Who took it and when is noted.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from assessments.models import ExamSession
from assessments.permissions import can_invigilate, can_organise
from assessments.reports.desk import desk_of
from assessments.reports.paper import PrintedItem, printed_paper
from core import clock
from core.audit import record
from core.errors import DomainError
from core.exports import Table, to_xlsx

# Long enough to print and to take it to a village; before it nobody needs it.
ORGANISERS_AHEAD = timedelta(days=3)


def print_from(*, session: ExamSession, by: Any) -> datetime | None:
    """From when `by` may print the paper of this session: organisers some days ahead, invigilators on the day itself.

    None for whoever may not at all. `by` None is the product itself.
    """
    if not can_invigilate(by, session):
        return None
    if can_organise(by, session.unit):
        return session.starts - ORGANISERS_AHEAD
    return timezone.localtime(session.starts).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def print_paper(*, session: ExamSession, by: Any) -> list[PrintedItem]:
    """The items to print, noted in the trail.

    Raises DomainError: not_allowed, print_too_early (with `at`), session_over, paper_not_ready.
    """
    opens = print_from(session=session, by=by)
    if opens is None:
        raise DomainError("not_allowed")
    if clock.now() < opens:
        raise DomainError("print_too_early", at=opens)
    if session.is_over:
        raise DomainError("session_over")
    items = printed_paper(session.exam)
    if not items:
        raise DomainError("paper_not_ready")
    after = {"exam": session.exam.code, "items": len(items)}
    record("assessments.paper_printed", session, by=by, after=after, scope=session.unit.path)
    return items


@transaction.atomic
def candidate_list(*, session: ExamSession, by: Any) -> bytes:
    """The candidates with their admission numbers as XLSX, noted in the trail. Raises DomainError("not_allowed")."""
    if not can_invigilate(by, session):
        raise DomainError("not_allowed")
    table = _table(session)
    after = {"title": str(table.title), "format": "xlsx"}
    record("assessments.list_exported", session, by=by, after=after, scope=session.unit.path)
    return to_xlsx(table)


def _table(session: ExamSession) -> Table:
    starts, ends = timezone.localtime(session.starts), timezone.localtime(session.ends)
    notes = [f"{session.place} · {starts:%Y-%m-%d %H:%M}–{ends:%H:%M}", gettext("请本人签名")]
    columns = [gettext("准考证号"), gettext("姓名"), gettext("单位"), gettext("状态"), gettext("本人签名")]
    rows = [
        [row.entry.admission_number, str(row.entry.person), row.unit, row.entry.get_state_display(), ""]
        for row in desk_of(session).rows
    ]
    return Table(gettext("考生名单：{title}").format(title=session.exam.title), columns, rows, notes)
