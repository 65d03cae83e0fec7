"""/my/inbox/: what the product told one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.models import Message
from people.reports.inbox import inbox_of
from people.services import mark_all_read, open_message


@never_cache
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "people/inbox.html", {"inbox": inbox_of(request.user, request.GET.get("page", 1))})


@never_cache
@login_required
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    return redirect(open_message(message=message, by=request.user) or "people:inbox")


@never_cache
@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(by=request.user)
    messages.success(request, _("全部标为已读了"))
    return redirect("people:inbox")
