"""What policies does when a page is published or withdrawn, and what it answers when asked who rests on what."""

from __future__ import annotations

from typing import Any

from people.models import User
from policies.models import DutyPage, PolicyPage
from policies.reports.bases import page_usages
from policies.services import keep_version
from policies.services.bases import announce_change, bases_of, forget_bases, replace_bases, set_bases
from policies.signals import Usage

OURS = (PolicyPage, DutyPage)


def on_policy_published(sender: Any, instance: PolicyPage, revision: Any = None, **kwargs: Any) -> None:
    """Keep its text as a version."""
    keep_version(page=instance, by=revision.user if revision else None)


def on_page_published(sender: Any, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Write down what a page rests on; tell those who rest on a policy that has changed."""
    if isinstance(instance, OURS):
        set_bases(model=type(instance), bases=[bases_of(instance)])
    if isinstance(instance, PolicyPage):
        announce_change(cause=instance, by=revision.user if revision else None)


def on_page_unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page that is withdrawn rests on nothing; who rests on it hears of it."""
    if isinstance(instance, OURS):
        forget_bases(model=type(instance), object_id=instance.pk)
    if isinstance(instance, PolicyPage):
        announce_change(cause=instance, by=None)


def tell_usage(sender: Any, things: dict[str, set[str]], viewer: User | None, **kwargs: Any) -> list[Usage]:
    """Policies and duties among `things`."""
    return [usage for model in OURS for usage in page_usages(model, things, viewer)]


def write_bases(sender: Any, **kwargs: Any) -> int:
    """The links of all policies and duties that are published."""
    return sum(replace_bases(model=model, bases=[bases_of(page) for page in model.objects.live()]) for model in OURS)
