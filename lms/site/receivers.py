"""Reviews in /cms/: who may approve hears that something waits, who submitted hears what became of it. In the inbox and,
as every message, by e-mail; these stand in the place of Wagtail's own e-mails."""

from __future__ import annotations

from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState, WorkflowState

from people.models import User
from people.services import notify


def on_task_submitted(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    """Everybody who may decide about it, but for the one who submitted it."""
    groups = getattr(instance.task.specific, "groups", None)
    if groups is None:
        return
    state = instance.workflow_state
    reviewers = User.objects.filter(groups__in=groups.all(), is_active=True).exclude(pk=state.requested_by_id)
    for person in reviewers.distinct():
        author = state.requested_by.display_name if state.requested_by else ""
        notify(person, "review_requested", _context(person, state) | {"author": author}, f"review-{instance.pk}")


def on_workflow_approved(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    """The author hears that it is published."""
    _tell_author(instance, "review_approved")


def on_workflow_rejected(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    """The author hears what has to be changed."""
    _tell_author(instance, "review_rejected")


def nobody(sender: Any, **kwargs: Any) -> None:
    """In the place of Wagtail's e-mail to administrators: reviewers hear of each task."""


def _tell_author(state: WorkflowState, template: str) -> None:
    author, task = state.requested_by, state.current_task_state
    if author and not (task and task.finished_by_id == author.pk):
        context = _context(author, state) | {"comment": task.comment if task else ""}
        notify(author, template, context, f"{template}-{state.pk}-{task.pk if task else 0}")


def _context(person: User, state: WorkflowState) -> dict[str, Any]:
    return {
        "title": str(state.content_object),
        "url": AdminURLFinder(person).get_edit_url(state.content_object) or "/cms/",
    }
