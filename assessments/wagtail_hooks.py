"""Registers the screens of assessments in /cms/ and guards what must not be deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import ReferenceIndex
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from assessments.models import Attempt, Paper, Question
from assessments.permissions import OnlyLooking
from assessments.viewsets import AttemptViewSet, BankGroup

register_permission_policy(Attempt, OnlyLooking(Attempt))
register_snippet(BankGroup)


@hooks.register("register_admin_viewset")
def register_attempts():
    return AttemptViewSet()


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """A question that a version, a paper or a page rests on is retired, not deleted; a paper with exams stays."""
    for instance in instances:
        if isinstance(instance, Question) and _is_used(instance):
            messages.error(
                request, _("“{code}”用过或正被引用，不能删除。请在编辑页勾选“已停用”。").format(code=instance.code)
            )
            return redirect(type(instance).snippet_viewset.get_url_name("usage"), instance.pk)
        if isinstance(instance, Paper) and instance.exams.exists():
            messages.error(request, _("“{title}”有考试在用，不能删除。").format(title=instance.title))
            return redirect(Paper.snippet_viewset.get_url_name("usage"), instance.pk)
    return None


def _is_used(question: Question) -> bool:
    return question.versions.exists() or ReferenceIndex.get_references_to(question).exists()
