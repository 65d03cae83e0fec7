"""Changes to policies that are not made by hand in /cms/: loading a file of explainers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import record
from core.errors import DomainError
from core.fields import StreamField
from people.models import OrgUnit, User
from policies.blocks import plain
from policies.formats.yaml_policy import GroupSpec, PolicySpec
from policies.models import Audience, PolicyIndexPage, PolicyPage, Topic


@dataclass
class LoadReport:
    """Codes of the pages that were created, changed, or already as the file says."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load_policies(specs: Iterable[PolicySpec], /, *, by: User | None, parent: PolicyIndexPage) -> LoadReport:
    """Create or update one published page per spec below `parent`; loading the same file again changes nothing.

    A page is recognised by its code. What editors changed since in /cms/ is overwritten with the file's text.
    Errors: DomainError("policy_invalid", where=…, errors={field: [words]}) when a page may not be published as it is.
    """
    report = LoadReport()
    for spec in specs:
        outcome = _load(spec, by=by, parent=parent)
        getattr(report, outcome).append(spec.code)
    return report


def _load(spec: PolicySpec, *, by: User | None, parent: PolicyIndexPage) -> str:
    page = PolicyPage.objects.filter(code=spec.code).first() or PolicyPage(code=spec.code)
    is_new, before = page.pk is None, _snapshot(page) if page.pk else {}
    _set(page, spec)
    if page.live and before == _snapshot(page):
        return "unchanged"
    _check(page, spec)
    if is_new:
        parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True).publish(user=by)
    record("policy.created" if is_new else "policy.updated", page, by=by, after={"version": page.version})
    return "created" if is_new else "updated"


def _set(page: PolicyPage, spec: PolicySpec) -> None:
    page.title, page.draft_title, page.slug = spec.title, spec.title, spec.slug
    page.search_description = spec.values["one_sentence"]
    page.topic = _group(Topic, spec.topic)
    page.audiences = [_group(Audience, audience) for audience in spec.audiences]
    page.unit = OrgUnit.objects.filter(name=spec.values["department"]).first()
    for name, value in spec.values.items():
        setattr(page, name, _stream_value(name, value) if isinstance(value, list) else value)


def _group(model: type[Topic] | type[Audience], spec: GroupSpec) -> Any:
    words = {"name": spec.name, "icon": spec.icon, "position": spec.position}
    return model.objects.update_or_create(slug=spec.slug, defaults=words)[0]


def _stream_value(name: str, rows: list[Any]) -> Any:
    """Plain rows as the value of the stream field `name`, whose stream has one kind of block."""
    stream = PolicyPage._meta.get_field(name).stream_block
    (kind,) = stream.child_blocks
    return stream.to_python([{"type": kind, "value": row} for row in rows])


def _snapshot(page: PolicyPage) -> dict[str, Any]:
    """Everything that `_set` sets, as plain values."""
    names = ["title", "slug", "topic_id", "unit_id", "source_url"]
    fields = [f for f in page._meta.local_concrete_fields if f.name != "page_ptr"]
    values = {f.attname: plain(getattr(page, f.attname)) for f in fields}
    return {
        **values,
        **{name: getattr(page, name) for name in names},
        "audiences": sorted(audience.slug for audience in page.audiences.all()),
    }


def _check(page: PolicyPage, spec: PolicySpec) -> None:
    """The rules of the editing screen, for a page that comes from a file."""
    errors: dict[str, Any] = dict(page.publishing_errors())
    for stream in page._meta.local_concrete_fields:
        if isinstance(stream, StreamField):
            try:
                stream.stream_block.clean(getattr(page, stream.name))
            except ValidationError as error:
                errors.setdefault(stream.name, error)
    try:
        page.clean_fields(exclude=["path", "depth", "content_type", "locale", "page_ptr", "draft_title"])
    except ValidationError as error:
        errors = {**error.error_dict, **errors}
    if errors:
        words = {name: _words(error) for name, error in errors.items()}
        raise DomainError("policy_invalid", where=spec.where, errors=words)


def _words(error: Any) -> list[str]:
    if isinstance(error, list):
        return [message for part in error for message in part.messages]
    inner = getattr(error, "block_errors", None)
    return [str(part) for part in inner.values()] if inner else list(error.messages)
