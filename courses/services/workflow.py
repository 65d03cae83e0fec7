"""课程审核: the workflow of Wagtail through which a trainer's pages go to another role before they are published."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from courses.models import CardIndexPage, CourseIndexPage
from people.enums import Role
from people.services import group_of

NAME = "课程审核"
# Who may approve: course editors, and the reviewers of the departments concerned.
REVIEWERS = (Role.COURSE_EDITOR, Role.DEPARTMENT_REVIEWER)


@transaction.atomic
def ensure_review_workflow() -> Workflow:
    """Create the workflow and let it hold for the courses and the cards, where it is missing.

    Safe to run again: what an administrator changed in it stays, and an index that has another workflow keeps that.
    """
    workflow = Workflow.objects.filter(name=NAME).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        task = GroupApprovalTask.objects.create(name=NAME)
        task.groups.set([group_of(role) for role in REVIEWERS])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for page in Page.objects.type(CourseIndexPage, CardIndexPage):
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return workflow
