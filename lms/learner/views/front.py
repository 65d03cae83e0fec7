"""A learner's own pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from lms.learner.formats import ics
from lms.learner.reports.calendar import happenings
from lms.learner.reports.front import front_page


@never_cache
@login_required
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """What to do, in order of urgency."""
    return render(request, "learner/my.html", {"front": front_page(request.user)})


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates of `my` as a file for the calendar of a phone."""
    host = urlsplit(settings.BASE_URL).hostname or "gridschool"
    name = _("网格学堂")
    content = ics.write(happenings(request.user), name=name, host=host, zone=settings.TIME_ZONE, made_at=clock.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="gridschool.ics"'
    return answer
