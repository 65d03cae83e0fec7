"""Accommodations: extra time of a person in every exam. Only for those who may change it, never for oneself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.forms.decisions import AccommodationForm, ReasonForm
from assessments.forms.people import PersonForm
from assessments.models import Accommodation, Attempt
from assessments.permissions import Area
from assessments.reports.accommodations import accommodations_in, grants_of
from assessments.services import set_accommodation
from assessments.views.desk.access import desk_view, posted

PER_PAGE = 30


@require_GET
@desk_view
def people(request: HttpRequest, area: Area) -> HttpResponse:
    """Who has an accommodation; a person who is looked for is led to."""
    form = PersonForm(request.GET if "person" in request.GET else None, area=area)
    if form.is_valid():
        return redirect("desk:accommodation", form.cleaned_data["person"].pk)
    page = Paginator(accommodations_in(area), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "form": form, "tab": "accommodations"}
    status = 422 if form.errors else 200
    return render(request, "assessments/desk/accommodations.html", context, status=status)


@require_http_methods(["GET", "POST"])
@desk_view
def person(request: HttpRequest, area: Area, person_id: int) -> HttpResponse:
    """What one person has, its history, and changing it."""
    someone = get_object_or_404(area.people, pk=person_id)
    held = Accommodation.objects.filter(person=someone).first()
    initial = {"extra_percent": held.extra_percent, "extra_minutes": held.extra_minutes} if held else {}
    form = AccommodationForm(posted(request), initial=initial)
    if form.is_valid():
        set_accommodation(person=someone, by=request.user, **form.cleaned_data)
        messages.success(request, _("合理便利已经记下，以后每一场考试都有效。"))
        return redirect("desk:accommodation", someone.pk)
    context = {
        "person": someone,
        "held": held,
        "form": form,
        "grants": grants_of(someone),
        "sits": Attempt.objects.open().filter(entry__person=someone).exists(),
        "tab": "accommodations",
    }
    return render(request, "assessments/desk/accommodation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_view
def take_back(request: HttpRequest, area: Area, person_id: int) -> HttpResponse:
    """No extra time from now on."""
    held = get_object_or_404(Accommodation.objects.select_related("person"), person__in=area.people, person=person_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        set_accommodation(person=held.person, by=request.user, **form.cleaned_data)
        messages.success(request, _("合理便利已经取消。"))
        return redirect("desk:accommodation", person_id)
    context = {"person": held.person, "held": held, "form": form, "tab": "accommodations"}
    status = 422 if form.errors else 200
    return render(request, "assessments/desk/accommodation_remove.html", context, status=status)
