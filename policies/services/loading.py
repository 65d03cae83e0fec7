"""Changes to what residents read that are not made by hand in /cms/: loading files of explainers, duties and words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import page_cache
from core.audit import record
from core.errors import DomainError
from core.fields import StreamField
from people.models import OrgUnit, User
from policies.blocks import plain
from policies.formats.yaml_duties import DutySpec
from policies.formats.yaml_glossary import TermSpec
from policies.formats.yaml_policy import GroupSpec, PolicySpec
from policies.models import Audience, DutyIndexPage, DutyPage, GlossaryTerm, PolicyIndexPage, PolicyPage, Topic
from policies.services.versions import date_newest_version, keep_earlier_version

NOT_FROM_THE_FILE = ("path", "depth", "content_type", "locale", "page_ptr", "draft_title")


@dataclass
class LoadReport:
    """Codes, slugs or terms of what was created, changed, or already as the file says."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load_policies(
    specs: Iterable[PolicySpec],
    /,
    *,
    by: User | None,
    parent: PolicyIndexPage,
    moved: timedelta = timedelta(),
    owner: User | None = None,
) -> LoadReport:
    """Create or update one published page per spec below `parent`; loading the same file again changes nothing.

    A page is recognised by its code. What editors changed since in /cms/ is overwritten with the file's text.
    Arguments: `moved` is added to every day a page was or will be looked at, so that a demo is never stale; `owner`
    answers for the pages.
    Errors: DomainError("policy_invalid", where=…, errors={field: [words]}) when a page may not be published as it is.
    """
    report, pages = LoadReport(), {}
    for spec in (specs := list(specs)):
        page = PolicyPage.objects.filter(code=spec.code).first() or PolicyPage(code=spec.code)
        before = _snapshot(page) if page.pk else {}
        _set_policy(page, spec, moved=moved, owner=owner)
        outcome = _publish(page, parent, before, where=spec.where, by=by, earlier=(spec, moved))
        getattr(report, outcome).append(spec.code)
        pages[spec.slug] = page
    for spec in specs:
        _supersede(pages[spec.slug], pages.get(spec.superseded_by))
    return report


@transaction.atomic
def load_duties(
    specs: Iterable[DutySpec],
    /,
    *,
    by: User | None,
    parent: DutyIndexPage,
    moved: timedelta = timedelta(),
    owner: User | None = None,
) -> LoadReport:
    """Create or update one published page per matter below `parent`, recognised by its slug, in the file's order.

    Arguments and errors as for `load_policies`. Policies are joined by slug; one that is not there is left out.
    """
    report = LoadReport()
    policies = {page.slug: page for page in PolicyPage.objects.all()}
    for spec in specs:
        page = DutyPage.objects.filter(slug=spec.slug).first() or DutyPage(slug=spec.slug)
        before = _snapshot(page) if page.pk else {}
        _set_duty(page, spec, policies.get(spec.policy), moved=moved, owner=owner)
        getattr(report, _publish(page, parent, before, where=spec.where, by=by)).append(spec.slug)
    return report


@transaction.atomic
def load_glossary(specs: Iterable[TermSpec], /, *, by: User | None) -> LoadReport:
    """Create or update one term per spec; what is not in the file stays."""
    report = LoadReport()
    policies = {page.slug: page for page in PolicyPage.objects.all()}
    for spec in specs:
        term = GlossaryTerm.objects.filter(term=spec.term).first()
        wanted = (spec.explain, policies.get(spec.policy))
        if term and (term.explain, term.related_policy) == wanted:
            report.unchanged.append(spec.term)
            continue
        outcome = "updated" if term else "created"
        term = term or GlossaryTerm(term=spec.term)
        term.explain, term.related_policy = wanted
        term.save()
        record(f"glossary.{outcome}", term, by=by, after={"explain": spec.explain})
        getattr(report, outcome).append(spec.term)
        page_cache.changed()
    return report


def _publish(
    page: Any,
    parent: Any,
    before: dict[str, Any],
    *,
    where: str,
    by: User | None,
    earlier: tuple[PolicySpec, timedelta] | None = None,
) -> str:
    """Publish what differs from `before`; returns created, updated or unchanged."""
    is_new = page.pk is None
    if page.live and before == _snapshot(page):
        return "unchanged"
    _check(page, where)
    if is_new:
        parent.add_child(instance=page)
        if earlier and (previous := earlier[0].previous):
            keep_earlier_version(
                page=page, number=previous.number, day=previous.published + earlier[1], parts=previous.values, by=by
            )
    page.save_revision(user=by, log_action=True).publish(user=by)
    if is_new and earlier:
        date_newest_version(page=page, day=page.published)
    kind = "policy" if isinstance(page, PolicyPage) else "duty"
    record(f"{kind}.created" if is_new else f"{kind}.updated", page, by=by, after={"slug": page.slug})
    return "created" if is_new else "updated"


def _set_policy(page: PolicyPage, spec: PolicySpec, *, moved: timedelta, owner: User | None) -> None:
    page.search_description = spec.values["one_sentence"]
    page.topic = _group(Topic, spec.topic)
    page.audiences = [_group(Audience, audience) for audience in spec.audiences]
    page.unit = OrgUnit.objects.filter(name=spec.values["department"]).first()
    days = {name: spec.values[name] + moved for name in ("published", "effective", "review_due")}
    # A page that was loaded before goes on from the version it has.
    version = page.version if page.pk else spec.values["version"]
    _set(page, spec.title, spec.slug, {**spec.values, **days, "version": version}, owner)


def _set_duty(
    page: DutyPage, spec: DutySpec, policy: PolicyPage | None, *, moved: timedelta, owner: User | None
) -> None:
    page.search_description = spec.values["resident_does"][:160]
    page.related_policy = policy
    _set(page, spec.title, spec.slug, {**spec.values, "review_due": spec.values["review_due"] + moved}, owner)


def _set(page: Any, title: str, slug: str, values: dict[str, Any], owner: User | None) -> None:
    page.title, page.draft_title, page.slug = title, title, slug
    if owner:
        page.content_owner = owner
    for name, value in values.items():
        setattr(page, name, _stream_value(page, name, value) if isinstance(value, list) else value)


def _supersede(page: PolicyPage, successor: PolicyPage | None) -> None:
    """Point on to the page that takes its place, which may stand later in the file."""
    if successor and page.superseded_by_id != successor.pk:
        page.superseded_by = successor
        page.save_revision().publish()


def _group(model: type[Topic] | type[Audience], spec: GroupSpec) -> Any:
    words = {"name": spec.name, "icon": spec.icon, "position": spec.position}
    return model.objects.update_or_create(slug=spec.slug, defaults=words)[0]


def _stream_value(page: Any, name: str, rows: list[Any]) -> Any:
    """Plain rows as the value of the stream field `name`: blocks of the first kind that its stream has."""
    stream = page._meta.get_field(name).stream_block
    kind = next(iter(stream.child_blocks))
    return stream.to_python([{"type": kind, "value": row} for row in rows])


def _snapshot(page: Any) -> dict[str, Any]:
    """Everything that loading sets, as plain values."""
    fields = [f for f in page._meta.local_concrete_fields if f.name != "page_ptr"]
    return {
        **{f.attname: plain(getattr(page, f.attname)) for f in fields},
        **{name: getattr(page, name) for name in ("title", "slug")},
        "audiences": sorted(audience.slug for audience in page.audiences.all()) if hasattr(page, "audiences") else [],
    }


def _check(page: Any, where: str) -> None:
    """The rules of the editing screen, for a page that comes from a file."""
    errors: dict[str, Any] = dict(page.publishing_errors())
    for stream in page._meta.local_concrete_fields:
        if isinstance(stream, StreamField):
            try:
                stream.stream_block.clean(getattr(page, stream.name))
            except ValidationError as error:
                errors.setdefault(stream.name, error)
    try:
        page.clean_fields(exclude=NOT_FROM_THE_FILE)
    except ValidationError as error:
        errors = {**error.error_dict, **errors}
    if errors:
        words = {name: _words(error) for name, error in errors.items()}
        raise DomainError("policy_invalid", where=where, errors=words)


def _words(error: Any) -> list[str]:
    if isinstance(error, list):
        return [message for part in error for message in part.messages]
    inner = getattr(error, "block_errors", None)
    return [str(part) for part in inner.values()] if inner else list(error.messages)
