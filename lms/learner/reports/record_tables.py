"""The tabs of 个人档案 as tables to take away: the rows of the screen, with whose they are, what they mean and when they were made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.reports import EntryLine
from core import clock
from core.dates import long_datetime
from core.exports import Table
from courses.reports import LedgerLine
from lms.learner.reports.record import (
    CourseLine,
    Holder,
    certificate_lines,
    course_lines,
    credit_tab,
    formal_exams,
    holder,
)
from people.models import User

COURSE_STATES: dict[str, Callable[[], str]] = {
    "valid": lambda: _("已完成"),
    "expiring": lambda: _("快到期"),
    "expired": lambda: _("已过期"),
    "withdrawn": lambda: _("已撤销"),
    "learning": lambda: _("学习中"),
    "exam": lambda: _("待考试"),
    "todo": lambda: _("未开始"),
}


def credits_table(person: User, year: int | None) -> Table:
    """Every line of the ledger of a year."""
    tab = credit_tab(person, year, whole=True)
    rows = [
        [
            timezone.localtime(line.award.awarded_at).date(),
            line.award.get_source_display(),
            line.title,
            line.award.course.code if line.award.course else "",
            basis_words(line),
            line.award.earned,
            line.award.hours,
            line.award.rule.version,
        ]
        for line in tab.lines
    ]
    columns = [
        _("日期"), _("来源"), _("内容"), _("课程代码"), _("依据"), _("得到的学时"), _("计入的学时"), _("规则版本"),
    ]  # fmt: skip
    figures = {"year": tab.chosen.year, "hours": hours(tab.chosen.hours), "target": hours(tab.chosen.target)}
    scope = _("%(year)s 年，计入 %(hours)s 学时，要求 %(target)s 学时") % figures
    return _table(_("学时"), columns, rows, holder(person), [scope, *credit_definitions()])


def credit_definitions() -> list[str]:
    """How 学时 are counted, as printed on every page and paper (domain.md 7.3)."""
    return [
        _("学完一节课的内容并通过课后小测，按这节课计划的分钟数记学时；没有小测的课，学完就记。"),
        _("课程的正式考试通过再记一次。每一轮只记一次，到期复训的一轮另记；没到期自己重学的一轮写明，但不计入。"),
        _("按当地时间算在发生的那一年，不结转。超过每年上限的部分照样写明，但不计入。"),
        _("不看用了多长时间，也不看登录了几次。"),
    ]


def basis_words(line: LedgerLine) -> str:
    """What a line rests on, in words."""
    if line.is_correction:
        return _("更正：%(reason)s") % {"reason": line.award.reason}
    if line.check:
        return _("小测 %(right)s／%(total)s") % {"right": line.check.right, "total": line.check.total}
    if line.attempt and line.attempt.score is not None:
        return _("正式考试 %(score)s 分") % {"score": hours(line.attempt.score)}
    return _("学完内容")


def courses_table(person: User) -> Table:
    """Every round of every course of the person, as a sheet."""
    rows = [
        [line.course.title, line.course.code, COURSE_STATES[line.state](), *_course_facts(line)]
        for line in course_lines(person)
    ]
    columns = [_("课程"), _("课程代码"), _("状态"), _("学完几节"), _("成绩"), _("完成日期"), _("有效至")]
    return _table(_("课程"), columns, rows, holder(person), [_("每一轮一行，正在学的在前面。")])


def _course_facts(line: CourseLine) -> list[Any]:
    if line.completion is None:
        done = f"{line.standing.lessons_done}／{len(line.standing.lessons)}" if line.standing else ""
        return [done, None, None, None]
    row = line.completion
    return ["", row.score, timezone.localtime(row.completed_at).date(), row.valid_until]


def certificates_table(person: User) -> Table:
    """The person's certificates with their state today, as a sheet."""
    rows = [
        [line.course, line.certificate.number, line.words, line.issued_on, line.valid_until]
        for line in certificate_lines(person)
    ]
    columns = [_("证书"), _("证书编号"), _("状态"), _("颁发日期"), _("有效期至")]
    return _table(_("证书"), columns, rows, holder(person), [_("有效期至为空表示长期有效。")])


def exams_table(person: User) -> Table:
    """The person's formal exams with first and best score, as far as they are released, as a sheet."""
    rows = [
        [line.entry.exam.title, line.first_score, line.best_score, line.attempts_used, exam_result(line)]
        for line in formal_exams(person)
    ]
    columns = [_("考试"), _("首考"), _("最好成绩"), _("考过几次"), _("结果")]
    return _table(_("考试"), columns, rows, holder(person), [_("首考和最好成绩分开记。没有公布的成绩不在里面。")])


def exam_result(line: EntryLine) -> str:
    """How it stands: 合格, 没有合格, 没考 or 待公布."""
    if line.scores.passed:
        return _("合格")
    if line.best_score is not None:
        return _("没有合格")
    return _("待公布") if line.attempts_used else _("没考")


TABLES: dict[str, Callable[[User, int | None], Table]] = {
    "credits": credits_table,
    "courses": lambda person, year: courses_table(person),
    "certificates": lambda person, year: certificates_table(person),
    "exams": lambda person, year: exams_table(person),
}


def hours(value: Any) -> str:
    """As many decimals as there are."""
    return f"{value.normalize():f}"


def _table(title: str, columns: Sequence[str], rows: list[list[Any]], whose: Holder, notes: list[str]) -> Table:
    unit = whose.job.unit.full_name if whose.job else _("没有在岗的单位")
    described = [
        _("姓名：%(name)s（%(unit)s）") % {"name": whose.person.display_name, "unit": unit},
        *notes,
        _("生成时间：%(when)s") % {"when": long_datetime(clock.now())},
        _("记录数：%(count)s") % {"count": len(rows)},
    ]
    return Table(title=_("个人档案：%(part)s") % {"part": title}, columns=columns, rows=rows, notes=described)
