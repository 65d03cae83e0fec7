"""The tables to export: the same rows as on the screen, with the filter, the time and the definitions above them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import clock
from core.dates import long_datetime
from core.exports import Table
from courses.reports.training import Figures, training_by_unit, training_figures
from lms.manage.reports.overview import children
from lms.manage.reports.people import people_of, person_rows, record_rows, records_of
from lms.manage.reports.selection import Selection
from people.models import Placement


def units_table(selection: Selection) -> Table:
    """The figures of the units just below the one chosen, and the total, in which each record counts once."""
    unit_rows = training_by_unit(
        children(selection.reach, selection.unit), parent=selection.unit, course=selection.course
    )
    own = _("（本级）")
    rows = [[row.unit.name + (own if row.own else ""), row.headcount, *_numbers(row.figures)] for row in unit_rows]
    heads = people_of(selection).count()
    rows.append([_("合计（按人去重）"), heads, *_numbers(training_figures(selection.paths, course=selection.course))])
    columns = [
        _("单位"), _("在岗人数"), _("应训人次"), _("已开始"), _("已参考"), _("考试合格"), _("已完成"), _("已持证"),
        _("即将到期"), _("逾期未完成"),
    ]  # fmt: skip
    return _table(_("各单位培训情况"), columns, rows, selection, len(unit_rows))


def list_table(selection: Selection) -> Table:
    """The people chosen, or the records where a course or a state was chosen."""
    return _records_table(selection) if selection.asks_for_records else _people_table(selection)


def _people_table(selection: Selection) -> Table:
    rows = [
        [row.name, _units(row.jobs), _posts(row.jobs), row.phone, row.should, row.completed, row.overdue, row.expiring]
        for row in person_rows(selection, list(people_of(selection)))
    ]
    columns = [
        _("姓名"), _("单位"), _("岗位"), _("手机号"), _("应训门数"), _("已完成"), _("逾期未完成"), _("即将到期"),
    ]  # fmt: skip
    return _table(_("人员"), columns, rows, selection, len(rows))


def _records_table(selection: Selection) -> Table:
    rows = [
        [
            row.name,
            _units(row.jobs),
            _posts(row.jobs),
            row.record.course.code,
            row.record.course.title,
            row.record.due,
            row.state_name,
            row.completion.valid_until if row.completion else None,
        ]
        for row in record_rows(selection, list(records_of(selection)))
    ]
    columns = [
        _("姓名"), _("单位"), _("岗位"), _("课程代码"), _("课程"), _("期限"), _("状态"), _("有效至"),
    ]  # fmt: skip
    return _table(_("培训记录"), columns, rows, selection, len(rows))


def _table(title: str, columns: Sequence[str], rows: list, selection: Selection, count: int) -> Table:
    notes = [
        _("范围：%(words)s") % {"words": selection.words},
        _("生成时间：%(when)s") % {"when": long_datetime(clock.now())},
        _("记录数：%(count)s") % {"count": count},
        *(f"{name}{_('：')}{meaning}" for name, meaning in definitions()),
    ]
    return Table(title=title, columns=columns, rows=rows, notes=notes)


def definitions() -> list[tuple[str, str]]:
    """What each figure means, in words, as printed beside it (domain.md 7.6)."""
    return [
        (_("应训"), _("已安排、没有免训、当日在岗的人，每人每门课算一次（人次）")),
        (_("已开始"), _("在本轮打开过课程里的任何一节。参训率 = 已开始 ÷ 应训")),
        (_("已参考"), _("本轮交过正式考试的卷")),
        (_("考试合格"), _("本轮正式考试合格。合格率 = 考试合格 ÷ 已参考")),
        (_("已完成"), _("本轮完成课程要求的全部内容。完成率 = 已完成 ÷ 应训")),
        (_("已持证"), _("当日有仍然有效的培训合格记录，不论哪一轮。持证率 = 已持证 ÷ 应训")),
        (_("即将到期"), _("已持证，且 90 天内到期、没有更长的记录")),
        (_("逾期未完成"), _("本轮没有完成，且期限已过")),
    ]


def _numbers(figures: Figures) -> list[int]:
    return [
        figures.should, figures.started, figures.sat, figures.passed, figures.completed, figures.certified,
        figures.expiring, figures.overdue,
    ]  # fmt: skip


def _units(jobs: list[Placement]) -> str:
    return _("、").join(dict.fromkeys(job.unit.name for job in jobs))


def _posts(jobs: list[Placement]) -> str:
    return _("、").join(dict.fromkeys(job.get_post_display() for job in jobs))
