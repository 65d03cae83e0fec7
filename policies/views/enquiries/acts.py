"""What can be done with an enquiry: one form page per act, each calling one service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from policies.engine.masking import mask
from policies.enums import OPEN_STATES, EnquiryState
from policies.forms import desk as forms
from policies.models import Enquiry, ReadyAnswer
from policies.models.enquiries import STILL_OPEN
from policies.services import enquiries
from policies.views.enquiries.access import desk_view, visible
from policies.views.enquiries.words import refusal


@dataclass(frozen=True)
class Act:
    """`fits` says whether it can be done now; `consequence` is told before, `done` after."""

    title: str | Promise
    icon: str
    form: type[forms.ActForm]
    service: Callable[..., Any]
    fits: Callable[[Enquiry], bool]
    consequence: str | Promise
    done: str | Promise


def _in(*states: str) -> Callable[[Enquiry], bool]:
    return lambda enquiry: enquiry.state in states


ACTS: dict[str, Act] = {
    "pass": Act(
        _("可以办理"),
        "check",
        forms.ActForm,
        enquiries.pass_screening,
        _in(EnquiryState.SCREENING),
        _("它会进入待受理，办理人会收到消息。期限仍从收到那天算起。"),
        _("已放行，等着受理。"),
    ),
    "accept": Act(
        _("受理"),
        "check",
        forms.ActForm,
        enquiries.accept,
        _in(EnquiryState.NEW),
        _("由您办理，居民会看到“已受理”。"),
        _("已受理。"),
    ),
    "answer": Act(
        _("答复"),
        "edit",
        forms.AnswerForm,
        enquiries.answer,
        _in(EnquiryState.ACCEPTED),
        _("居民凭回执能看到。答复以后不能再改。"),
        _("已答复。"),
    ),
    "forward": Act(
        _("转办"),
        "external",
        forms.ForwardForm,
        enquiries.forward,
        _in(*OPEN_STATES),
        _("期限不变，对方会收到消息，居民会看到转给了谁。"),
        _("已转办，对方会收到消息。"),
    ),
    "extend": Act(
        _("延期一次"),
        "clock",
        forms.ExtendForm,
        enquiries.extend,
        lambda enquiry: enquiry.may_be_extended,
        _("只能延一次，理由居民会看到。"),
        _("已延期，理由已告诉居民。"),
    ),
    "remind": Act(
        _("催办"),
        "bell",
        forms.RemindForm,
        enquiries.remind,
        _in(*STILL_OPEN),
        _("办理人会收到一条消息，记入记录。"),
        _("已催办。"),
    ),
    "refer": Act(
        _("转到别处办"),
        "phone",
        forms.ReferForm,
        enquiries.refer,
        _in(*STILL_OPEN),
        _("报警、信访、诉讼和紧急的事这里不能办。居民会看到该找谁，这一条就办结了。"),
        _("已告诉居民该找谁。"),
    ),
    "refuse": Act(
        _("不予办理"),
        "close",
        forms.RefuseForm,
        enquiries.refuse,
        _in(*STILL_OPEN),
        _("居民会看到理由，这一条就办结了。"),
        _("已办结：不予办理。"),
    ),
    "publish": Act(
        _("公开答复"),
        "share",
        forms.PublishForm,
        enquiries.publish,
        lambda enquiry: enquiry.state == EnquiryState.ANSWERED and enquiry.may_publish and enquiry.page is not None,
        _("放到它所说的那一页下面，谁都能看到，也能搜到。请一个字一个字看一遍。"),
        _("已公开。"),
    ),
    "withdraw": Act(
        _("撤回公开"),
        "eye-off",
        forms.WithdrawForm,
        enquiries.withdraw,
        lambda enquiry: enquiry.is_published,
        _("马上从页面和搜索里拿掉，给本人的答复还在。"),
        _("已撤回，页面上看不到了。"),
    ),
}


def open_acts(enquiry: Enquiry) -> list[tuple[str, Act]]:
    """What can be done with it now."""
    return [(name, act) for name, act in ACTS.items() if act.fits(enquiry)]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of an act, and doing it."""
    found, chosen = visible(request, pk), ACTS.get(name)
    if chosen is None:
        raise Http404
    if not chosen.fits(found):
        messages.warning(request, refusal(DomainError("enquiry_moved_on")))
        return redirect("enquiries:enquiry", pk)
    posted = request.POST if request.method == "POST" else None
    form = chosen.form(posted, enquiry=found, ready=_ready(request))
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        audience = said.pop("audience", "private")
        try:
            chosen.service(enquiry=found, by=request.user, **said)
        except DomainError as error:
            if error.code in {"not_yours", "enquiry_moved_on"}:
                messages.warning(request, refusal(error))
                return redirect(
                    "enquiries:desk" if error.code == "not_yours" else "enquiries:enquiry", *_where(error, pk)
                )
            form.add_error(None, refusal(error))
        else:
            return _after(request, found, name, chosen, audience)
    context = {"enquiry": found, "act": chosen, "name": name, "form": form, "ready": _choices(name, found)}
    context["enquiry_words"] = mask(found.text)
    return render(request, "policies/desk/act.html", context, status=422 if form.is_bound else 200)


def _where(error: DomainError, pk: int) -> tuple[int, ...]:
    return () if error.code == "not_yours" else (pk,)


def _after(request: HttpRequest, found: Enquiry, name: str, chosen: Act, audience: str) -> HttpResponse:
    """Back to it, or on to the list when it has left the viewer's scope; a public answer is looked at next."""
    messages.success(request, chosen.done)
    if audience == "public":
        return redirect("enquiries:act", found.pk, "publish")
    if not Enquiry.objects.visible_to(request.user).filter(pk=found.pk).exists():
        return redirect("enquiries:desk")
    return redirect("enquiries:enquiry", found.pk)


def _ready(request: HttpRequest) -> str:
    """The words of the ready answer that was chosen."""
    chosen = request.GET.get("ready", "")
    found = ReadyAnswer.objects.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
    return found.text if found else ""


def _choices(name: str, found: Enquiry) -> list[ReadyAnswer]:
    """Ready answers that fit: for referring on those that say where to go, for answering the others."""
    if name not in {"answer", "refer"}:
        return []
    rows = ReadyAnswer.objects.exclude(refer_to="") if name == "refer" else ReadyAnswer.objects.filter(refer_to="")
    return [row for row in rows if row.topic_id in {None, found.topic_id}]
