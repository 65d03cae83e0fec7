"""The words explained."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.caching import cacheable
from policies.models import GlossaryTerm

LONGEST_QUERY = 30


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word, or those with `?q=` in the word or its explanation."""
    typed = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
    terms = GlossaryTerm.objects.with_policies().holding(typed)
    return cacheable(request, render(request, "policies/glossary.html", {"terms": terms, "typed": typed}))
