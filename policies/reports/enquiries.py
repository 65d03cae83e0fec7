"""The desk's list and figures, and the report by unit and by topic. Screen and file draw from the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.dates import long_date, long_datetime
from core.exports import Table
from core.models import AuditEntry
from people.models import scope_paths, under_paths
from policies.engine import deadlines
from policies.engine.figures import percentile
from policies.engine.masking import mask
from policies.enums import DESK_ROLES, EnquiryState
from policies.models import Enquiry, Topic

# How far back the figures at the head of the desk look.
RECENT_DAYS = 90
PERIODS = (30, 90, 365)
SATISFIED = 3
QUEUES = ("open", "screening", "waiting", "due", "overdue", "accepted", "closed", "published", "all")


@dataclass(frozen=True)
class Choice:
    """What a handler wants to see: a queue of QUEUES, a topic, a number or a part of it."""

    queue: str = "open"
    topic: Topic | None = None
    number: str = ""


def chosen(rows: QuerySet[Enquiry], choice: Choice) -> QuerySet[Enquiry]:
    """Those of `rows` that were asked for: open ones by their deadline, others newest first."""
    found: Any = rows.by_deadline() if choice.queue not in {"closed", "published", "all"} else rows  # type: ignore[attr-defined]
    found = found.filter(_of_queue(choice.queue))
    if choice.topic:
        found = found.filter(topic=choice.topic)
    if choice.number:
        found = found.filter(number__icontains=choice.number)
    return found.select_related("unit", "topic", "policy", "duty", "community")


def _of_queue(queue: str) -> Q:
    now = clock.now()
    unanswered = Q(state__in=[EnquiryState.SCREENING, EnquiryState.NEW])
    accepted = Q(state=EnquiryState.ACCEPTED)
    red = unanswered & Q(accept_by__lt=now) | accepted & Q(answer_by__lt=now)
    near = unanswered & Q(accept_by__lte=now + deadlines.AMBER_TO_ACCEPT) | accepted & Q(
        answer_by__lte=now + deadlines.AMBER_TO_ANSWER
    )
    return {
        "open": unanswered | accepted,
        "screening": Q(state=EnquiryState.SCREENING),
        "waiting": Q(state=EnquiryState.NEW),
        "accepted": accepted,
        "overdue": red,
        "due": near & ~red,
        "closed": ~(unanswered | accepted),
        "published": Q(published_at__isnull=False),
        "all": Q(),
    }[queue]


@dataclass(frozen=True)
class DeskFigures:
    """Counts of what is open, and how those of the last RECENT_DAYS went."""

    screening: int
    waiting: int
    due: int
    overdue: int
    recent: Line


def desk_figures(rows: QuerySet[Enquiry]) -> DeskFigures:
    """The head of the desk over `rows`."""
    counts = {queue: rows.filter(_of_queue(queue)).count() for queue in ("screening", "waiting", "due", "overdue")}
    since = clock.now() - timedelta(days=RECENT_DAYS)
    return DeskFigures(**counts, recent=_line("", list(_facts(rows.filter(created_at__gte=since)))))


@dataclass(frozen=True)
class Line:
    """How the enquiries of one unit, one topic, or all of them went.

    `accepted_in_time` of `accept_judged`, `on_time` of `judged`: of those accepted (answered) or whose deadline has passed.
    `median` and `p90`: days from receipt to the end. `satisfied` of `rated`: the author said 满意.
    """

    name: str
    received: int
    accepted_in_time: int
    accept_judged: int
    on_time: int
    judged: int
    overdue: int
    median: float | None
    p90: float | None
    satisfied: int
    rated: int

    @property
    def on_time_share(self) -> int | None:
        return _share(self.on_time, self.judged)

    @property
    def accepted_share(self) -> int | None:
        return _share(self.accepted_in_time, self.accept_judged)

    @property
    def satisfied_share(self) -> int | None:
        return _share(self.satisfied, self.rated)


@dataclass(frozen=True)
class Report:
    """The same enquiries by unit and by topic."""

    since: date
    until: date
    total: Line
    by_unit: list[Line]
    by_topic: list[Line]


def report(rows: QuerySet[Enquiry], *, days: int) -> Report:
    """Those of `rows` that came in the last `days` days; what was refused is counted as received only."""
    until = clock.now()
    facts = list(_facts(rows.filter(created_at__gte=until - timedelta(days=days))))
    return Report(
        since=timezone.localtime(until - timedelta(days=days)).date(),
        until=timezone.localtime(until).date(),
        total=_line(_("合计"), facts),
        by_unit=_lines(facts, lambda fact: fact["unit_name"]),
        by_topic=_lines(facts, lambda fact: fact["topic_name"] or _("没有分主题")),
    )


def _facts(rows: QuerySet[Enquiry]) -> Iterable[dict[str, Any]]:
    names = ("state", "created_at", "accept_by", "accepted_at", "answer_by", "closed_at", "satisfaction")
    return rows.order_by().values(*names, unit_name=F("unit__name"), topic_name=F("topic__name")).iterator()


def _lines(facts: list[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> list[Line]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return [_line(name, groups[name]) for name in sorted(groups)]


def _line(name: str, facts: list[dict[str, Any]]) -> Line:
    now = clock.now()
    counted = [fact for fact in facts if fact["state"] != EnquiryState.REFUSED]
    accepting = [fact for fact in counted if fact["accepted_at"] or fact["closed_at"] or fact["accept_by"] < now]
    answering = [fact for fact in counted if fact["closed_at"] or fact["answer_by"] < now]
    days = [(fact["closed_at"] - fact["created_at"]) / timedelta(days=1) for fact in counted if fact["closed_at"]]
    rated = [fact["satisfaction"] for fact in counted if fact["satisfaction"]]
    return Line(
        name=name,
        received=len(facts),
        accepted_in_time=sum(_by(fact["accepted_at"] or fact["closed_at"], fact["accept_by"]) for fact in accepting),
        accept_judged=len(accepting),
        on_time=sum(_by(fact["closed_at"], fact["answer_by"]) for fact in answering),
        judged=len(answering),
        overdue=sum(not fact["closed_at"] for fact in answering),
        median=_rounded(percentile(days, 0.5)),
        p90=_rounded(percentile(days, 0.9)),
        satisfied=rated.count(SATISFIED),
        rated=len(rated),
    )


def _by(moment: datetime | None, deadline: datetime) -> bool:
    return moment is not None and moment <= deadline


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def forgotten(user: Any) -> list[AuditEntry]:
    """The last deletions of what was kept long enough, in the scope of the person, newest first."""
    lines = AuditEntry.objects.filter(action="policies.enquiries_forgotten")
    return list(lines.filter(under_paths(scope_paths(user, roles=DESK_ROLES), "scope")).order_by("-pk")[:10])


def list_table(rows: QuerySet[Enquiry], choice_words: str) -> Table:
    """The list as a table: question and answer masked, no contact at all."""
    columns = [
        _("回执号"),
        _("收到"),
        _("来源"),
        _("主题"),
        _("关于"),
        _("社区"),
        _("办理单位"),
        _("状态"),
        _("受理期限"),
        _("受理"),
        _("答复期限"),
        _("办结"),
        _("留言（已脱敏）"),
        _("答复（已脱敏）"),
        _("公开"),
        _("满意度"),
    ]
    found = list(rows)
    notes = [
        choice_words,
        _("导出时间：%(at)s") % {"at": long_datetime(clock.now())},
        _("共 %(n)s 件") % {"n": len(found)},
    ]
    return Table(_("留言与建议"), columns, [_row(enquiry) for enquiry in found], notes)


def _row(enquiry: Enquiry) -> list[Any]:
    return [
        enquiry.number,
        enquiry.created_at,
        enquiry.get_channel_display(),
        enquiry.topic and enquiry.topic.name,
        enquiry.page and enquiry.page.title,
        enquiry.community and enquiry.community.name,
        enquiry.unit.name,
        enquiry.get_state_display(),
        enquiry.accept_by,
        enquiry.accepted_at,
        enquiry.answer_by,
        enquiry.closed_at,
        mask(enquiry.text).text,
        mask(enquiry.answer).text,
        _("是") if enquiry.is_published else "",
        enquiry.satisfaction,
    ]


def report_table(made: Report) -> Table:
    """The report as a table: the total, then units, then topics."""
    columns = [
        _("范围"),
        _("收到"),
        _("按期受理"),
        _("应受理"),
        _("按期答复"),
        _("应答复"),
        _("按期答复率（%）"),
        _("现在逾期"),
        _("答复用时中位（天）"),
        _("答复用时九成以内（天）"),
        _("满意"),
        _("评价数"),
    ]
    lines = [made.total, *made.by_unit, *made.by_topic]
    rows = [
        [
            line.name,
            line.received,
            line.accepted_in_time,
            line.accept_judged,
            line.on_time,
            line.judged,
            line.on_time_share,
            line.overdue,
            line.median,
            line.p90,
            line.satisfied,
            line.rated,
        ]
        for line in lines
    ]
    notes = [
        f"{long_date(made.since)} – {long_date(made.until)}",
        _("导出时间：%(at)s") % {"at": long_datetime(clock.now())},
    ]
    return Table(_("留言办理情况"), columns, rows, notes)
