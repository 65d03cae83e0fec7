"""知晓率 to take out: the same rows as on the screen, with the filter, the time and the definition above them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.dates import long_datetime
from core.exports import Table
from policies.engine.awareness import LEAST, Tally
from policies.reports.awareness import PolicyAwareness


def definitions() -> list[tuple[str, str]]:
    """Name and meaning of each figure, as printed on the page and above every export."""
    return [
        (
            _("知晓率"),
            _("答对的题数÷答了的题数。只来自自愿答小测验的人，不代表全体居民；谁来答、怎么来的，会影响高低。"),
        ),
        (
            "n",
            _("这一周答完三道题的人数，一台设备一周只算第一次。同一个人的三个答案互相有关，所以只算一个人。"),
        ),
        (
            _("区间"),
            _("威尔逊95%区间，按人数 n 算，比实际需要的宽。两个区间重叠，就不要说哪一个高。"),
        ),
        (
            _("不显示"),
            _(
                "一个社区一周不满%(least)s人，不显示。合计如果能让人算出这样的社区，也不显示。不加各周的合计，也是这个原因。"
            )
            % {"least": LEAST},
        ),
    ]


def awareness_table(report: PolicyAwareness) -> Table:
    """One line per community and week in which somebody answered, then one per week for the place."""
    place = report.place.name if report.place else _("全部社区")
    columns = [
        _("街道、乡镇"), _("社区、村"), _("周一"), _("人数"), _("知晓率（%）"), _("区间下限（%）"), _("区间上限（%）"), _("说明"),
    ]  # fmt: skip
    rows = list(_lines(report, place))
    notes = [
        f"{report.policy.title} · {place}",
        _("生成时间：%(when)s") % {"when": long_datetime(clock.now())},
        _("行数：%(n)s") % {"n": len(rows)},
        *(f"{name}：{meaning}" for name, meaning in definitions()),
    ]
    return Table(_("知晓率"), columns, rows, notes)


def _lines(report: PolicyAwareness, place: str) -> Iterator[list[Any]]:
    for row in report.rows:
        for week, cell in zip(report.weeks, row.cells, strict=True):
            if cell.n:
                yield [row.above, row.name, *_figures(week, cell, _("不满%(least)s人") % {"least": LEAST})]
    for week, cell in zip(report.weeks, report.unsaid or [], strict=False):
        if cell.n:
            yield ["", _("没有说社区"), *_figures(week, cell, _("不满%(least)s人") % {"least": LEAST})]
    for total in report.totals:
        yield [place, _("合计"), *_figures(total.week, total.tally, _("不显示"))]


def _figures(week: date, tally: Tally | None, hidden: str) -> list[Any]:
    if tally is not None and not tally.n:
        return [week, 0, "", "", "", _("没有人答")]
    share = tally.share if tally else None
    if share is None:
        return [week, "", "", "", "", hidden]
    return [week, share.n, *(round(100 * x, 1) for x in (share.value, share.low, share.high)), ""]
