"""What every screen of the desk needs: somebody who works there, nothing kept by caches, foreign and missing alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from policies.models import Enquiry
from policies.permissions import can_enter_desk

View = Callable[..., HttpResponse]


def only_if(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Log in first; 403 for whoever may not."""

    def wrap(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return wrap


desk_view = only_if(can_enter_desk)


def visible(request: HttpRequest, pk: int) -> Enquiry:
    """The enquiry with what is shown beside it, if it lies in the viewer's scope."""
    rows = Enquiry.objects.visible_to(request.user)
    beside = ("unit", "topic", "policy", "duty", "community", "handler", "recorded_by", "closed_by")
    return get_object_or_404(rows.select_related(*beside), pk=pk)
