"""Links from things to the laws and policies they rest on, and the marks a change of these leaves (policies.models.bases)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, clock
from core.errors import DomainError
from people.models import User
from people.services import notify
from policies.engine.citations import plain_name
from policies.models import BasisFlag, Law, LegalBasisLink, PolicyPage
from policies.reports.bases import flag_keys, usages
from policies.signals import write_bases

REPORT = "/cms/reports/basis-changed/?mine=true"
# Named in the message; the list in /cms/ has all.
NAMED = 5
LONGEST_ARTICLE = 200


@dataclass(frozen=True)
class Bases:
    """What one thing rests on: (law, article) as written, and (key of a policy page, the part of it)."""

    object_id: Any
    laws: Sequence[tuple[str, str]] = ()
    policies: Sequence[tuple[int, str]] = ()


@dataclass
class _Wanted:
    """Articles by law and by policy of one thing."""

    laws: dict[str, list[str]] = field(default_factory=dict)
    policies: dict[int, list[str]] = field(default_factory=dict)


def bases_of(page: Any) -> Bases:
    """What the stream `legal_basis` of a page says."""
    laws, policies = [], []
    for block in page.legal_basis:
        if block.block_type == "policy":
            if block.value["policy"]:
                policies.append((block.value["policy"].pk, block.value["article"]))
        else:
            laws.append((block.value["law"], block.value["article"]))
    return Bases(page.pk, laws, policies)


@transaction.atomic
def set_bases(*, model: type[models.Model], bases: Iterable[Bases]) -> int:
    """Write what these things of one model rest on now, in the place of what was written; returns how many changed.

    A law that nobody named before gets its row. A link that is already there keeps what was known when it was made. The mark
    of something no longer cited is settled. The number of queries does not depend on that of the things.
    """
    wanted = {str(one.object_id): _wanted(one) for one in bases}
    kind = ContentType.objects.get_for_model(model)
    laws = _laws({name for one in wanted.values() for name in one.laws})
    policies = PolicyPage.objects.in_bulk({pk for one in wanted.values() for pk in one.policies})
    written: dict[str, dict[tuple[int | None, int | None], LegalBasisLink]] = defaultdict(dict)
    for link in LegalBasisLink.objects.filter(content_type=kind, object_id__in=wanted):
        written[link.object_id][(link.law_id, link.policy_id)] = link
    new: list[LegalBasisLink] = []
    renewed: list[LegalBasisLink] = []
    old: list[LegalBasisLink] = []
    changed: set[str] = set()
    for key, one in wanted.items():
        here: dict[tuple[int | None, int | None], tuple[str, Any, Any]] = {}
        for name, articles in one.laws.items():
            here[(laws[name].pk, None)] = (_articles(articles), laws[name], None)
        for pk, articles in one.policies.items():
            if pk in policies:
                here[(None, pk)] = (_articles(articles), None, policies[pk])
        for cause, (article, law, policy) in here.items():
            if cause not in written[key]:
                known = known_state(law or policy)
                new.append(
                    LegalBasisLink(
                        content_type=kind, object_id=key, law=law, policy=policy, article=article, known=known
                    )
                )
            elif (link := written[key].pop(cause)).article != article:
                link.article = article
                renewed.append(link)
        old += written[key].values()
    for link in [*new, *renewed, *old]:
        changed.add(link.object_id)
    LegalBasisLink.objects.bulk_create(new)
    LegalBasisLink.objects.bulk_update(renewed, ["article"])
    _forget(old)
    return len(changed)


def _wanted(one: Bases) -> _Wanted:
    wanted = _Wanted()
    for name, article in one.laws:
        if name := plain_name(name)[:80]:
            wanted.laws.setdefault(name, []).append(article)
    for pk, part in one.policies:
        wanted.policies.setdefault(pk, []).append(part)
    return wanted


def _articles(articles: list[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, articles)))[:LONGEST_ARTICLE]


def _laws(names: set[str]) -> dict[str, Law]:
    known = {law.name: law for law in Law.objects.filter(name__in=names)}
    missing = sorted(names - known.keys())
    if missing:
        Law.objects.bulk_create([Law(name=name) for name in missing], ignore_conflicts=True)
        known |= {law.name: law for law in Law.objects.filter(name__in=missing)}
    return known


def _forget(links: Sequence[LegalBasisLink]) -> None:
    """Delete links; the mark of what is no longer cited is settled with them."""
    if not links:
        return
    LegalBasisLink.objects.filter(pk__in=[link.pk for link in links]).delete()
    gone = {(link.content_type_id, link.object_id, link.law_id, link.policy_id) for link in links}
    causes = models.Q(law__in={link.law_id for link in links}) | models.Q(policy__in={link.policy_id for link in links})
    flags = BasisFlag.objects.filter(causes, settled_at=None, object_id__in={link.object_id for link in links})
    moot = [flag.pk for flag in flags if (flag.content_type_id, flag.object_id, flag.law_id, flag.policy_id) in gone]
    with translation.override("zh-hans"):
        note = _("不再引用")
    BasisFlag.objects.filter(pk__in=moot).update(settled_at=clock.now(), note=note)


def forget_bases(*, model: type[models.Model], object_id: Any) -> None:
    """The thing is not published any more: it rests on nothing."""
    kind = ContentType.objects.get_for_model(model)
    _forget(list(LegalBasisLink.objects.filter(content_type=kind, object_id=str(object_id))))


def rebuild_bases() -> int:
    """Write the links of everything that is published anew, app by app; returns how many things changed.

    Links of what is not there any more go. Safe to run at any time.
    """
    answers: list[tuple[Any, Any]] = write_bases.send(sender=LegalBasisLink)
    return sum(changed for _receiver, changed in answers)


@transaction.atomic
def replace_bases(*, model: type[models.Model], bases: Sequence[Bases]) -> int:
    """`set_bases` for all published things of a model: what is not among them rests on nothing."""
    changed = set_bases(model=model, bases=bases)
    kind = ContentType.objects.get_for_model(model)
    there = {str(one.object_id) for one in bases}
    gone = [link for link in LegalBasisLink.objects.filter(content_type=kind) if link.object_id not in there]
    _forget(gone)
    return changed + len({link.object_id for link in gone})


# --- what changed ----------------------------------------------------------------------------------------------------


def known_state(cause: Law | PolicyPage) -> str:
    """A digest of what matters to those who rest on it: the edition of a law; text, life and successor of a policy."""
    if isinstance(cause, Law):
        state: Any = [cause.edition, str(cause.in_force_from or "")]
    else:
        state = [cause.title, cause.filled(), cause.live, cause.superseded_by_id]
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def announce_change(*, cause: Law | PolicyPage, by: User | None) -> int:
    """Mark everything that rests on this law or policy and was written for another state of it; returns how many things.

    Called after every saving or publishing: when nothing that matters changed, nothing happens. Each owner is told once, in one
    message, and not about what they changed themselves.
    """
    column = "law" if isinstance(cause, Law) else "policy"
    state = known_state(cause)
    links = list(LegalBasisLink.objects.filter(**{column: cause}).exclude(known=state).select_related("content_type"))
    if not links:
        return 0
    LegalBasisLink.objects.filter(pk__in=[link.pk for link in links]).update(known=state)
    reason = _reason(cause)
    things = {(link.content_type_id, link.object_id) for link in links}
    open_flags = BasisFlag.objects.filter(**{column: cause}, settled_at=None)
    marked = {(flag.content_type_id, flag.object_id): flag.pk for flag in open_flags}
    again = [pk for thing, pk in marked.items() if thing in things]
    BasisFlag.objects.filter(pk__in=again).update(reason=reason, created_at=clock.now())
    BasisFlag.objects.bulk_create(
        [
            BasisFlag(content_type_id=kind, object_id=key, reason=reason, **{column: cause})
            for kind, key in sorted(things - marked.keys())
        ],
        ignore_conflicts=True,
    )
    audit.record("policies.basis_changed", cause, by=by, after={"things": len(things)}, reason=reason)
    _tell(cause, links, reason, state, by)
    return len(things)


def _reason(cause: Law | PolicyPage) -> str:
    """Stored words are in the language of the content, whoever caused them."""
    with translation.override("zh-hans"):
        if isinstance(cause, Law):
            said = "，".join(filter(None, [cause.edition, cause.change_note]))
            return _("《{law}》改了：{said}").format(law=cause.name, said=said or _("施行日期"))[:300]
        if not cause.live:
            return _("政策“{title}”撤下了").format(title=cause.title)[:300]
        if cause.superseded_by:
            words = _("政策“{title}”由“{new}”代替了")
            return words.format(title=cause.title, new=cause.superseded_by.title)[:300]
        return _("政策“{title}”改了内容，现在是第{number}版").format(title=cause.title, number=cause.version)[:300]


def _tell(cause: Law | PolicyPage, links: Sequence[LegalBasisLink], reason: str, state: str, by: User | None) -> None:
    mine: dict[int, list[str]] = defaultdict(list)
    owners: dict[int, User] = {}
    for usage in usages(links).values():
        if usage.owner and usage.owner.is_active and usage.owner != by:
            owners[usage.owner.pk] = usage.owner
            mine[usage.owner.pk].append(usage.title)
    for pk, titles in mine.items():
        context = {"count": len(titles), "titles": "、".join(titles[:NAMED]), "reason": reason, "url": REPORT}
        moment = clock.now().isoformat(timespec="seconds")
        notify(owners[pk], "basis_changed", context, f"basis-{cause._meta.model_name}-{cause.pk}-{state[:12]}-{moment}")


@transaction.atomic
def settle_flags(*, thing: models.Model, flags: Iterable[int], note: str, by: User) -> int:
    """The person has looked at the thing after these changes; returns how many marks were still open.

    Errors: note_missing (what was found has to be said).
    """
    if not note.strip():
        raise DomainError("note_missing")
    found = BasisFlag.objects.select_for_update().filter(pk__in=list(flags), settled_at=None)
    mine = [flag for flag in found if (flag.content_type_id, flag.object_id) in flag_keys(thing)]
    for flag in mine:
        flag.settled_at, flag.settled_by, flag.note = clock.now(), by, note.strip()[:200]
        flag.save(update_fields=["settled_at", "settled_by", "note"])
        audit.record(
            "policies.basis_looked_at", thing, by=by, after={"flag": flag.pk, "about": flag.reason}, reason=note
        )
    return len(mine)
