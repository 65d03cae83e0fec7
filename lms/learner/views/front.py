"""A learner's own pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.learner.reports.front import front_page


@never_cache
@login_required
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """What to do, in order of urgency."""
    return render(request, "learner/my.html", {"front": front_page(request.user)})
