"""What an invigilator does: to one candidate, or to the whole session."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.acts import CollectForm, CollectOneForm, ExtendForm, PauseForm, PlainForm, VoidForm
from assessments.models import Attempt, ExamSession
from assessments.reports import desk_of
from assessments.services import (
    call_in_attempt,
    call_in_session,
    extend_attempt,
    extend_session,
    pause_session,
    renew_code,
    resume_session,
    unlock_entry,
    void_attempt,
)
from assessments.services.once import as_seen, time_given
from assessments.views.desk.access import posted, run_session, staff_only
from assessments.views.desk.asking import Question, ask
from core import clock

asked_and_done = require_http_methods(["GET", "POST"])


def _attempt(session: ExamSession, attempt_id: int) -> Attempt:
    return get_object_or_404(session.attempts.select_related("entry__person"), pk=attempt_id)


def _extend_form(request: HttpRequest, session: ExamSession, attempt: Attempt | None = None) -> ExtendForm:
    return ExtendForm(posted(request), given=time_given(session, attempt))


# --- one candidate ---------------------------------------------------------------------------------------------------


@asked_and_done
@staff_only
def extend(request: HttpRequest, session_id: int, attempt_id: int) -> HttpResponse:
    """More time for one candidate."""
    session = run_session(request, session_id)
    attempt = _attempt(session, attempt_id)
    name = str(attempt.entry.person)
    question = Question(
        title=_("给{name}加多少时间？").format(name=name),
        text=_("加时只对这一个人有效，立刻生效，考生页面十几秒内看到。"),
        yes=_("加时间"),
        no=_("先不加"),
    )
    form = _extend_form(request, session, attempt)

    def act() -> str:
        with as_seen(session, form.seen, attempt):
            extend_attempt(attempt=attempt, by=request.user, **form.granted)
        return _("给{name}加了 {n} 分钟").format(name=name, n=form.granted["minutes"])

    return ask(request, session, question, form, act)


@asked_and_done
@staff_only
def collect(request: HttpRequest, session_id: int, attempt_id: int) -> HttpResponse:
    """Collect the paper of one candidate."""
    session = run_session(request, session_id)
    attempt = _attempt(session, attempt_id)
    name = str(attempt.entry.person)
    question = Question(
        title=_("收{name}的卷？").format(name=name),
        text=_("只收这一个人的。已经答的都算数；断网的，答案上传以后自动收。"),
        yes=pgettext("按钮", "收卷"),
        no=_("再等等"),
    )
    form = CollectOneForm(posted(request))

    def act() -> str:
        call_in_attempt(attempt=attempt, reason=form.cleaned_data["reason"], seconds=form.seconds, by=request.user)
        return _("{name}的卷 1 分钟后收").format(name=name) if form.seconds else _("收了{name}的卷").format(name=name)

    return ask(request, session, question, form, act)


@asked_and_done
@staff_only
def void(request: HttpRequest, session_id: int, attempt_id: int) -> HttpResponse:
    """Let the attempt count for nothing, with what was seen."""
    session = run_session(request, session_id)
    attempt = _attempt(session, attempt_id)
    name = str(attempt.entry.person)
    question = Question(
        title=_("作废{name}的这一次？").format(name=name),
        text=_("这一次不计分，也不占考试次数。作答记录会保留，供复核。本人会收到通知和申诉办法。"),
        yes=_("作废这一次"),
        no=_("不作废"),
        danger=True,
    )
    form = VoidForm(posted(request))

    def act() -> str:
        void_attempt(attempt=attempt, reason=form.cleaned_data["reason"], by=request.user)
        return _("{name}的这一次已作废").format(name=name)

    return ask(request, session, question, form, act)


@asked_and_done
@staff_only
def unlock(request: HttpRequest, session_id: int, entry_id: int) -> HttpResponse:
    """Let somebody try the admission code again who mistyped it too often."""
    session = run_session(request, session_id)
    entry = get_object_or_404(session.entries.select_related("person"), pk=entry_id)
    name = str(entry.person)
    question = Question(
        title=_("让{name}再输一次准考码？").format(name=name),
        text=_("输错太多次，暂时不能再输。解锁以后可以马上再试。"),
        yes=_("解锁"),
        no=_("先不解锁"),
    )

    def act() -> str:
        unlock_entry(entry=entry, by=request.user)
        return _("{name}可以再输准考码了").format(name=name)

    return ask(request, session, question, PlainForm(posted(request)), act)


# --- the whole session -----------------------------------------------------------------------------------------------


@asked_and_done
@staff_only
def extend_all(request: HttpRequest, session_id: int) -> HttpResponse:
    """More time for everybody, and the session itself."""
    session = run_session(request, session_id)
    n = desk_of(session).counts["answering"]
    question = Question(
        title=_("全场加多少时间？"),
        text=ngettext(
            "对正在答题的 {n} 人一起生效，这一场的结束时间也往后推。",
            "对正在答题的 {n} 人一起生效，这一场的结束时间也往后推。",
            n,
        ).format(n=n),
        yes=pgettext("按钮", "全场加时"),
        no=_("先不加"),
    )
    form = _extend_form(request, session)

    def act() -> str:
        with as_seen(session, form.seen):
            count = extend_session(session=session, by=request.user, **form.granted)
        return _("全场加了 {minutes} 分钟，{n} 人").format(minutes=form.granted["minutes"], n=count)

    return ask(request, session, question, form, act)


@asked_and_done
@staff_only
def pause(request: HttpRequest, session_id: int) -> HttpResponse:
    """Stop everybody's clock and put the questions away."""
    session = run_session(request, session_id)
    n = desk_of(session).counts["answering"]
    question = Question(
        title=_("全场暂停答题？"),
        text=_("{n} 人的计时一起停，题目会收起来。恢复后时间接着走，一秒不少。").format(n=n),
        yes=_("暂停 {n} 人").format(n=n),
        no=_("继续考试"),
    )
    form = PauseForm(posted(request), initial={"message": session.pause_message or _("请坐在原位等一等，马上继续。")})

    def act() -> str:
        pause_session(session=session, message=form.cleaned_data["message"], by=request.user)
        return _("全场已暂停")

    return ask(request, session, question, form, act)


@require_POST
@staff_only
def resume(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everybody goes on where they were."""
    session = run_session(request, session_id)
    resume_session(session=session, by=request.user)
    messages.success(request, _("已恢复，时间接着走"))
    return redirect("desk:session", session.pk)


@asked_and_done
@staff_only
def collect_all(request: HttpRequest, session_id: int) -> HttpResponse:
    """Collect every paper."""
    session = run_session(request, session_id)
    question = Question(
        title=_("全场收卷？"),
        text=_before_collecting(session),
        yes=pgettext("按钮", "全场收卷"),
        no=_("再等等"),
        danger=False,
    )
    form = CollectForm(posted(request))

    def act() -> str:
        call_in_session(session=session, seconds=form.seconds, by=request.user)
        return _("1 分钟后全场收卷") if form.seconds else _("全场已收卷")

    return ask(request, session, question, form, act)


def _before_collecting(session: ExamSession) -> str:
    """What collecting now would cut off."""
    counts: Any = desk_of(session).counts
    minutes = max(int((session.ends - clock.now()).total_seconds() // 60), 0)
    words = _("还有 {n} 人在答，离结束还有 {minutes} 分钟。").format(n=counts["answering"], minutes=minutes)
    if counts["offline"]:
        words += _("{n} 个断网的人，答案上传以后自动收。").format(n=counts["offline"])
    return words


@asked_and_done
@staff_only
def code(request: HttpRequest, session_id: int) -> HttpResponse:
    """Another admission code."""
    session = run_session(request, session_id)
    question = Question(
        title=_("换一个准考码？"),
        text=_("旧的准考码马上失效。已经进来的人不受影响，还没进来的要用新的。"),
        yes=_("换一个"),
        no=_("先不换"),
    )

    def act() -> str:
        renew_code(session=session, by=request.user)
        return _("准考码已换")

    return ask(request, session, question, PlainForm(posted(request)), act)
