"""`/jobs/<uuid>/`: how far a piece of background work is, for the person who asked for it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseStopPolling

from core.models import Job


@require_safe
@never_cache
@login_required
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """A page that loads itself again, or (asked by htmx) the fragment; 286 ends the asking."""
    row = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    template = "core/jobs/_progress.html" if request.htmx else "core/jobs/job.html"
    response = render(request, template, {"job": row, "next": row.result.get("url", "")})
    if request.htmx and row.is_finished:
        response.status_code = HttpResponseStopPolling.status_code
    return response
