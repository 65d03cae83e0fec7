"""What every screen of the desk needs: somebody who runs exams somewhere today, nothing kept by caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from assessments.permissions import area_of, can_enter_desk


def desk_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view, after the request, the `Area` of whoever is signed in; 403 for whoever runs no exam."""

    @never_cache
    @login_required
    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        area = area_of(request.user)
        if not (area.paths or can_enter_desk(request.user)):
            raise PermissionDenied
        return view(request, area, **kwargs)

    return inner


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form; None where the form is only shown. A POST without anything is a form sent empty."""
    return request.POST if request.method == "POST" else None
