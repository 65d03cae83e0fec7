"""An exam in /cms/: what its rules say must go together."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.enums import Layout, Mode, Release, Show
from assessments.models import Exam
from assessments.services.exams import refuse_practice_items
from core.errors import DomainError

# From early to late.
ORDER = [Show.WITH_RESULT, Show.WHEN_DONE, Show.AFTER_CLOSE, Show.NEVER]
MOST_GRACE = 600
Conflicts = Iterator[tuple[str, str]]


class ExamForm(WagtailAdminModelForm):
    """Rules that contradict each other are told at the field to change."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        has_sessions = bool(self.instance.pk) and self.instance.sessions.exists()
        for conflicts in (_about_time(data), _about_order(data, has_sessions), _about_release(data, has_sessions)):
            for field, words in conflicts:
                self.add_error(field, words)
        if data.get("paper") and data.get("mode"):
            self._check_paper(data)
        return data

    def _check_paper(self, data: dict[str, Any]) -> None:
        try:
            refuse_practice_items(Exam(paper=data["paper"], mode=data["mode"]))
        except DomainError as error:
            words = _("正式考试只用考试题。请把这些练习题换掉：{codes}。")
            self.add_error("paper", words.format(codes="、".join(error.context["codes"])))


def _about_time(data: dict[str, Any]) -> Conflicts:
    opens, closes, minutes = data.get("opens"), data.get("closes"), data.get("minutes")
    if opens and closes and closes <= opens:
        yield "closes", _("截止要晚于开放。")
    elif opens and closes and minutes and closes - opens < timedelta(minutes=minutes):
        yield "closes", _("从开放到截止不到 {minutes} 分钟，谁都用不满时长。").format(minutes=minutes)
    if (data.get("grace_seconds") or 0) > MOST_GRACE:
        yield "grace_seconds", _("宽限只为网络上还在路上的答案，最多 {most} 秒。").format(most=MOST_GRACE)


def _about_order(data: dict[str, Any], has_sessions: bool) -> Conflicts:
    if data.get("sequential") and data.get("layout") == Layout.ALL:
        yield "layout", _("按顺序作答一次只看一题，请选“一页一题”，或去掉按顺序作答。")
    if data.get("password") and has_sessions:
        yield "password", _("这场考试分场次，凭各场的准考码入场，用不上口令。请清空。")


def _about_release(data: dict[str, Any], has_sessions: bool) -> Conflicts:
    if not data.get("closes") and not has_sessions:
        waiting = [
            name for name in ("show_marks", "show_explanations", "show_keys") if data.get(name) == Show.AFTER_CLOSE
        ]
        for name in ["release"] * (data.get("release") == Release.AFTER_CLOSE) + waiting:
            yield name, _("没有截止时间就没有“考完后”，会一直不公布。请填截止时间（考期的最后一刻）。")
    marks, keys = data.get("show_marks"), data.get("show_keys")
    if marks and keys and ORDER.index(keys) < ORDER.index(marks):
        yield "show_marks", _("看到答案就知道对错：对错不能比答案公布得晚。")
    if data.get("mode") == Mode.FORMAL and (data.get("attempts_allowed") or 1) > 1:
        for name in ("show_explanations", "show_keys"):
            if data.get(name) == Show.WITH_RESULT:
                yield (
                    name,
                    _("还可以补考同一份卷子：随成绩公布，等于先把答案给了下一次。请选“合格或次数用完后”或更晚。"),
                )
