"""Screens of ours in /cms/: copying a course or a card under another code."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from core.errors import DomainError
from courses.forms.copying import WORDS, CopyForm
from courses.models import CardPage, CoursePage
from courses.services import copying


@require_http_methods(["GET", "POST"])
def copy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the new code and title; a course is copied by a job, a card at once."""
    page = get_object_or_404(Page.objects.type(CoursePage, CardPage), pk=pk).specific
    may = page.permissions_for_user(request.user)
    if not (may.can_copy() and page.get_parent().permissions_for_user(request.user).can_add_subpage()):
        raise PermissionDenied
    form = CopyForm(request.POST or None, page=page)
    if form.is_valid():
        try:
            return _copy(request, page, form.cleaned_data["code"], form.cleaned_data["title"])
        except DomainError as refusal:  # Somebody took the code in this moment.
            form.add_error("code", WORDS[refusal.code])
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page, "is_course": isinstance(page, CoursePage)}
    return render(request, "courses/admin/copy.html", context, status=status)


def _copy(request: HttpRequest, page: CoursePage | CardPage, code: str, title: str) -> HttpResponse:
    if isinstance(page, CoursePage):
        return redirect("core:job", copying.ask_for_copy(course=page, code=code, title=title, by=request.user).pk)
    card = copying.copy_card(card=page, code=code, title=title, by=request.user)
    messages.success(request, _("已复制为草稿：{title}").format(title=card.title))
    return redirect("wagtailadmin_pages:edit", card.pk)
