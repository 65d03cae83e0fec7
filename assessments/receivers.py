"""What assessments does when a question is published anywhere (in /cms/, by schedule, by a workflow)."""

import logging
from typing import Any

from assessments.models import Question
from assessments.services.bank import record_version

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
