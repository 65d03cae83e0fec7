"""Who sits in a session: choosing people, and whether each of them is expected."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from assessments.enums import ORGANISING_ROLES
from assessments.forms.acts import PlainForm, ReasonForm
from assessments.forms.sessions import ChooseForm, chosen_ids
from assessments.models import Entry, ExamSession
from assessments.permissions import can_organise
from assessments.reports import desk_of
from assessments.reports.placing import MOST_LISTED, Candidate, candidates, people_to_place
from assessments.services import defer_entry, exempt_entry, expect_entry, place_entries, remove_entry
from assessments.views.desk.access import organised_session, posted, run_session, staff_only
from assessments.views.desk.asking import Question, ask
from assessments.views.words import desk_refusal
from core.errors import DomainError
from people.models import scope_paths


@require_http_methods(["GET", "POST"])
@staff_only
def people(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everybody of the session, and whom to add; a POST places those who were ticked."""
    if request.method == "POST":
        return _place(request, organised_session(request, session_id))
    return _show(request, run_session(request, session_id))


def _show(request: HttpRequest, session: ExamSession, *, trouble: str = "", ticked: Sequence[int] = ()) -> HttpResponse:
    paths = scope_paths(request.user, roles=ORGANISING_ROLES)
    form = ChooseForm(request.GET, paths=paths)
    asked = form.is_valid() and form.asked
    found = list(people_to_place(session, paths, **form.cleaned_data)[: MOST_LISTED + 1]) if asked else []
    context = {
        "session": session,
        "desk": desk_of(session),
        "form": form,
        "asked": asked,
        "found": candidates(session, found[:MOST_LISTED]),
        "cut_off": MOST_LISTED if len(found) > MOST_LISTED else 0,
        # A whole unit is meant when one asks for it; a name is only a name.
        "tick_all": asked and not form.cleaned_data["q"] and not trouble,
        "ticked": ticked,
        "trouble": trouble,
        "may_organise": can_organise(request.user, session.unit),
    }
    return render(request, "assessments/desk/candidates.html", context, status=422 if trouble else 200)


def _place(request: HttpRequest, session: ExamSession) -> HttpResponse:
    """Place whoever can be placed, and say of everybody else why not."""
    ids = chosen_ids(request.POST.getlist("people"), MOST_LISTED)
    paths = scope_paths(request.user, roles=ORGANISING_ROLES)
    wanted = candidates(session, people_to_place(session, paths).filter(pk__in=ids))
    if not ids:
        return _show(request, session, trouble=_("还没有选人。请先勾选要安排的人。"))
    if len(wanted) < len(ids):
        return _show(request, session, trouble=_("选中的人里有人不在您的辖区，没有安排。请重新选。"), ticked=list(ids))
    try:
        placed = place_entries(
            session=session, people=[row.person for row in wanted if not row.obstacle], by=request.user
        )
    except DomainError as error:
        return _show(request, session, trouble=desk_refusal(error), ticked=list(ids))
    _tell(request, len(placed), [row for row in wanted if row.obstacle])
    return redirect("desk:candidates", session.pk)


def _tell(request: HttpRequest, placed: int, refused: Sequence[Candidate]) -> None:
    if placed:
        messages.success(request, ngettext("已安排 {n} 人", "已安排 {n} 人", placed).format(n=placed))
    for row in refused:
        messages.warning(request, _("{name}没有安排：{why}").format(name=row.person, why=row.why))


# --- one of them -----------------------------------------------------------------------------------------------------


def _questions(name: str) -> dict[str, Question]:
    """What can be said of one candidate, by the last part of the address."""
    not_yet = _("先不改")
    return {
        "defer": Question(
            title=_("{name}缓考？").format(name=name),
            text=_("这一次不考，不算缺考，也不占次数。以后可以排进别的场次。"),
            yes=_("记为缓考"),
            no=not_yet,
        ),
        "exempt": Question(
            title=_("{name}免考？").format(name=name),
            text=_("不用考这门，但免考不是成绩：等着这场考试的课程不会因此完成。"),
            yes=_("记为免考"),
            no=not_yet,
        ),
        "expect": Question(
            title=_("让{name}恢复应考？").format(name=name),
            text=_("缺考、缓考或者免考的记录收回。这一场已经结束的，等您排进别的场次。"),
            yes=pgettext("按钮", "恢复应考"),
            no=not_yet,
        ),
        "remove": Question(
            title=_("把{name}移出这一场？").format(name=name),
            text=_("准考证号作废，不会再给别人。还可以重新排进来，或者排进别的场次。"),
            yes=pgettext("按钮", "移出本场"),
            no=not_yet,
        ),
    }


SETTLING = {"defer": defer_entry, "exempt": exempt_entry, "expect": expect_entry}


@require_http_methods(["GET", "POST"])
@staff_only
def person(request: HttpRequest, session_id: int, entry_id: int, act: str) -> HttpResponse:
    """缓考, 免考, back to 应考, or out of the session."""
    session = organised_session(request, session_id) if act == "remove" else run_session(request, session_id)
    entry = get_object_or_404(session.entries.select_related("person"), pk=entry_id)
    question = _questions(str(entry.person)).get(act)
    if question is None:
        raise Http404
    form = PlainForm(posted(request)) if act == "remove" else ReasonForm(posted(request))
    back = reverse("desk:candidates", args=[session.pk])
    return ask(request, session, question, form, lambda: _settled(entry, act, form.cleaned_data, request.user), back)


def _settled(entry: Entry, act: str, data: dict[str, Any], by: Any) -> str:
    name = str(entry.person)
    if act == "remove":
        remove_entry(entry=entry, by=by)
        return _("{name}已移出本场").format(name=name)
    settled = SETTLING[act](entry=entry, reason=data["reason"], by=by)
    return _("{name}：{state}").format(name=name, state=settled.get_state_display())
