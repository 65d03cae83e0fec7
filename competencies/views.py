"""One's own competencies: the profile, and why each level is what it is."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from competencies import reports
from competencies.enums import LEVEL_NAMES
from competencies.models import LevelStatement
from core.charts import Axis, radar


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """我的能力画像"""
    mine = reports.profile(request.user)
    words = _("L%(have)s／要求 L%(need)s")
    axes = [
        Axis(
            row.competency.label,
            words % {"have": row.level, "need": row.required},
            row.level,
            row.required,
        )
        for row in mine.rows
    ]
    context = {"profile": mine, "radar": radar(axes, maximum=5), "radar_words": reports.radar_words(mine.rows)}
    return render(request, "competencies/profile.html", context)


@never_cache
@login_required
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """为什么是这个等级: what one level rests on."""
    mine = reports.profile(request.user)
    row = mine.row(code)
    if row is None:
        raise Http404
    statements = LevelStatement.objects.filter(competency=row.competency)
    levels = [(statement, LEVEL_NAMES[statement.level]) for statement in statements]
    return render(request, "competencies/evidence.html", {"profile": mine, "row": row, "levels": levels})
