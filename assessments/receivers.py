"""What assessments does when a question is published or withdrawn anywhere (in /cms/, by schedule, by a workflow)."""

import logging
from typing import Any

from django.urls import reverse

from assessments.models import Question
from assessments.services.bank import record_version
from assessments.services.citing import cite, cite_all, forget
from policies.signals import Usage

logger = logging.getLogger(__name__)


def freeze_published_question(sender: Any, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Freeze the version that candidates are served from. An incomplete draft that a workflow let through is not frozen:

    candidates keep the version before.
    """
    if not isinstance(instance, Question):
        return
    question = instance.get_real_instance()
    if question.problems():
        logger.warning("question %s was published incomplete; candidates keep its last version", question.code)
        return
    record_version(question=question, by=revision.user if revision else None)
    cite(questions=[question])


def on_unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A question that is withdrawn rests on nothing."""
    if isinstance(instance, Question):
        forget(question=instance)


def tell_usage(sender: Any, things: dict[str, set[str]], viewer: Any, **kwargs: Any) -> list[Usage]:
    """Questions among `things`, for whoever may change questions."""
    label = Question._meta.label_lower
    if not things.get(label) or (viewer and not viewer.has_perm("assessments.change_question")):
        return []
    return [
        Usage(
            model=label,
            object_id=str(question.pk),
            kind=str(question._meta.verbose_name),
            title=str(question),
            edit_url=reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk]),
            public_url="",
            owner=question.owner,
            department="",
        )
        for question in Question.objects.filter(pk__in=things[label]).select_related("owner")
    ]


def write_bases(sender: Any, **kwargs: Any) -> int:
    """The links of all questions in use."""
    return cite_all()
