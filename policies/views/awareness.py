"""/manage/awareness/: 知晓率 and 这页有用吗, for managers, policy editors and owners. Whoever is none of these gets 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.charts import Moment, trend
from core.dates import short
from policies.forms.awareness import AwarenessForm
from policies.models import PolicyPage
from policies.permissions import AwarenessReach, awareness_reach
from policies.reports import awareness_table, definitions, overview, policy_awareness, usefulness_of
from policies.reports.awareness import PolicyAwareness, Total
from policies.services import export_awareness

PER_PAGE = 20


def reader_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view what the person signed in may read; 403 without."""

    @never_cache
    @login_required
    @require_safe
    @wraps(view)
    def inner(request: HttpRequest, **kwargs) -> HttpResponse:
        reach = awareness_reach(request.user)
        if reach is None:
            raise PermissionDenied
        return view(request, reach, **kwargs)

    return inner


def _chosen(request: HttpRequest, reach: AwarenessReach) -> tuple[AwarenessForm, PolicyPage | None]:
    """The filter and its policy; a choice that is not offered is missing."""
    slug = request.GET.get("policy", "")
    policy = get_object_or_404(reach.policies, slug=slug) if slug else None
    form = AwarenessForm(request.GET, reach=reach, policy=policy)
    if not form.is_valid():
        raise Http404
    return form, policy


@reader_view
def awareness(request: HttpRequest, reach: AwarenessReach) -> HttpResponse:
    """Every policy, or one policy with its communities and questions."""
    form, policy = _chosen(request, reach)
    shared = {"form": form, "place": form.place, "definitions": definitions(), "may_read_votes": reach.owned.exists()}
    weeks = form.cleaned_data["weeks"]
    if policy:
        report = policy_awareness(policy=policy, place=form.place, weeks=weeks)
        return render(request, "policies/awareness/policy.html", {**shared, **_detail(reach, report)})
    policies = Paginator(reach.policies.select_related("topic"), PER_PAGE).get_page(request.GET.get("page"))
    report = overview(policies=policies, place=form.place, weeks=weeks)
    return render(request, "policies/awareness/overview.html", {**shared, "report": report, "page_obj": policies})


def _detail(reach: AwarenessReach, report: PolicyAwareness) -> dict[str, Any]:
    """What the page of one policy shows beside the filter."""
    told = [f"{short(total.week)} {total.share.percent}%" for total in report.totals if total.share]
    unsaid = report.unsaid or []
    return {
        "report": report,
        "rows": [(row, list(zip(report.weeks, row.cells, strict=True))) for row in report.rows],
        "unsaid": list(zip(report.weeks, unsaid, strict=False)) if any(cell.n for cell in unsaid) else [],
        "chart": trend([_moment(total) for total in report.totals]),
        "chart_words": _("，").join(told),
        "may_read_votes_here": reach.reads_everything_of(report.policy),
    }


def _moment(total: Total) -> Moment:
    share, label = total.share, short(total.week)
    return Moment(label, share.value, share.low, share.high) if share else Moment(label, None)


@reader_view
def export(request: HttpRequest, reach: AwarenessReach, extension: str) -> HttpResponse:
    """The rows of one policy as on the screen with these parameters."""
    form, policy = _chosen(request, reach)
    if policy is None:
        raise Http404
    report = policy_awareness(policy=policy, place=form.place, weeks=form.cleaned_data["weeks"])
    made = export_awareness(table=awareness_table(report), extension=extension, by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)


@reader_view
def votes(request: HttpRequest, reach: AwarenessReach) -> HttpResponse:
    """What residents tapped and wrote about the pages one writes or owns."""
    pages = reach.owned.filter(votes__isnull=False)
    slug = request.GET.get("policy", "")
    if slug:
        pages = reach.owned.filter(slug=slug)
        if not pages:
            raise Http404
    page_obj = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": usefulness_of(page_obj, with_words=bool(slug)), "page_obj": page_obj, "is_one": bool(slug)}
    return render(request, "policies/awareness/votes.html", context)
