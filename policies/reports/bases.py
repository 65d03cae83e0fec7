"""What rests on a law or a policy page, and what of it has to be looked at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from policies.models import BasisFlag, Law, LegalBasisLink, PolicyPage
from policies.signals import Usage, collect_usage


@dataclass(frozen=True)
class Resting:
    """One thing that rests on a law or policy, by which article, and its open mark, if there is one."""

    usage: Usage
    article: str
    flag: BasisFlag | None


def usages(rows: Iterable[LegalBasisLink | BasisFlag], viewer: Any = None) -> dict[tuple[str, str], Usage]:
    """(model, key) → the thing, for those of links or flags that exist, and that the viewer (None: anybody) may change.

    As many queries as there are kinds of things, whatever their number.
    """
    things: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        things[label_of(row.content_type_id)].add(row.object_id)
    if not things:
        return {}
    answers: list[tuple[Any, Any]] = collect_usage.send(sender=LegalBasisLink, things=things, viewer=viewer)
    return {usage.key: usage for _receiver, found in answers for usage in found}


def label_of(content_type_id: int) -> str:
    """The label of a model by the key of its content type, which Django remembers."""
    kind = ContentType.objects.get_for_id(content_type_id)
    return f"{kind.app_label}.{kind.model}"


def resting_on(cause: Law | PolicyPage, viewer: Any) -> tuple[list[Resting], int]:
    """What rests on it of what the viewer may change, by kind and title; and how many other things rest on it."""
    column = "law" if isinstance(cause, Law) else "policy"
    links = list(LegalBasisLink.objects.filter(**{column: cause}))
    flags = BasisFlag.objects.filter(**{column: cause}, settled_at=None)
    marked = {(flag.content_type_id, flag.object_id): flag for flag in flags}
    every, mine = usages(links), usages(links, viewer)
    known = [(link, mine.get((label_of(link.content_type_id), link.object_id))) for link in links]
    found = [
        Resting(usage, link.article, marked.get((link.content_type_id, link.object_id)))
        for link, usage in known
        if usage
    ]
    return sorted(found, key=lambda row: (row.usage.kind, row.usage.title)), len(every) - len(mine)


def flagged(viewer: Any, *, mine: bool = False) -> list[tuple[BasisFlag, Usage]]:
    """Open marks on what the viewer may change, newest first; `mine`: only on what they answer for."""
    flags = list(BasisFlag.objects.filter(settled_at=None).select_related("law", "policy"))
    found = usages(flags, viewer)
    rows = [(flag, found.get((label_of(flag.content_type_id), flag.object_id))) for flag in flags]
    return [(flag, usage) for flag, usage in rows if usage and (not mine or usage.owner == viewer)]


def flag_keys(thing: models.Model) -> set[tuple[int, str]]:
    """Under which content types marks of this thing may be kept: its own, and those of the models it extends."""
    chain = [type(thing), *type(thing)._meta.get_parent_list()]
    kinds = ContentType.objects.get_for_models(*chain, for_concrete_models=True)
    return {(kind.pk, str(thing.pk)) for kind in kinds.values()}


def open_flags_of(thing: models.Model) -> models.QuerySet[BasisFlag]:
    """The open marks of a thing that is being changed."""
    keys = flag_keys(thing)
    kinds = {kind for kind, _key in keys}
    return BasisFlag.objects.filter(content_type__in=kinds, object_id=str(thing.pk), settled_at=None)


def page_usages(
    model: type[Page],
    things: Mapping[str, set[str]],
    viewer: Any,
    facts: Callable[[list[Any]], Mapping[int, tuple[Any, str]]] | None = None,
) -> list[Usage]:
    """For receivers of `collect_usage`: the pages of a model among `things` that are there and the viewer may change.

    `facts` gives owner and department by key where the page's own fields `content_owner` and `department` are not all.
    """
    keys = things.get(model._meta.label_lower)
    if not keys:
        return []
    pages = model.objects.filter(pk__in=keys).select_related("content_owner", "content_type")
    if viewer:
        may = page_permission_policy.instances_user_has_any_permission_for(viewer, ["change", "publish"])
        pages = pages.filter(pk__in=may.values("pk"))
    found = list(pages)
    said = facts(found) if facts else {}
    return [
        Usage(
            model=model._meta.label_lower,
            object_id=str(page.pk),
            kind=str(model._meta.verbose_name),
            title=page.title,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            public_url=page.url or "",
            owner=said.get(page.pk, (page.content_owner, ""))[0],
            department=said.get(page.pk, (None, getattr(page, "department", "")))[1],
        )
        for page in found
    ]
