"""What happens when a policy is published anywhere: in /cms/, by schedule, by a workflow."""

from typing import Any

from policies.models import PolicyPage
from policies.services import keep_version


def on_policy_published(sender: Any, instance: PolicyPage, revision: Any = None, **kwargs: Any) -> None:
    """Keep its text as a version."""
    keep_version(page=instance, by=revision.user if revision else None)
