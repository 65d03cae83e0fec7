"""What rests on a law or a policy, and saying that one has looked at something after a change."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from policies.forms.bases import LookedForm
from policies.models import Law, LegalBasisLink, PolicyPage
from policies.permissions import may_change, may_see_resting
from policies.reports.bases import label_of, open_flags_of, resting_on, usages
from policies.services.bases import settle_flags

CAUSES: dict[str, type[Law] | type[PolicyPage]] = {"law": Law, "policy": PolicyPage}


@require_safe
def resting(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that rests on a law or a policy page."""
    if kind not in CAUSES:
        raise Http404
    cause: Any = get_object_or_404(CAUSES[kind].objects.all(), pk=pk)
    if not may_see_resting(request.user, cause):
        raise PermissionDenied
    rows, others = resting_on(cause, request.user)
    context = {"cause": cause, "is_law": kind == "law", "rows": rows, "others": others}
    return render(request, "policies/admin/resting.html", context)


@require_http_methods(["GET", "POST"])
def looked(request: HttpRequest, kind: int, pk: int) -> HttpResponse:
    """The open marks of one thing, and what was found when somebody looked."""
    thing = _thing(kind, pk)
    if not may_change(request.user, thing):
        raise PermissionDenied
    flags = list(open_flags_of(thing).select_related("law", "policy"))
    form = LookedForm(request.POST or None)
    usage = usages([LegalBasisLink(content_type_id=kind, object_id=str(pk))], request.user)
    back = next((found.edit_url for found in usage.values()), "/cms/reports/basis-changed/")
    if form.is_valid():
        # Only the marks that the page showed: one made meanwhile was not looked at.
        shown = [int(key) for key in request.POST.getlist("flag") if key.isdecimal() and len(key) < 19]
        settle_flags(thing=thing, flags=shown, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("记下了。"))
        return redirect(back)
    context = {"thing": thing, "flags": flags, "form": form, "back": back}
    return render(request, "policies/admin/looked.html", context, status=422 if form.is_bound else 200)


def _thing(kind: int, pk: int) -> Any:
    """The page or row; only what may carry a mark is looked for at all."""
    content_type = ContentType.objects.filter(pk=kind).first()
    if content_type and not LegalBasisLink.objects.filter(content_type=content_type, object_id=str(pk)).exists():
        raise Http404
    model = content_type.model_class() if content_type else None
    if content_type is None or model is None or label_of(content_type.pk) != model._meta.label_lower:
        raise Http404
    thing = get_object_or_404(model, pk=pk)
    return thing.specific if isinstance(thing, Page) else thing
