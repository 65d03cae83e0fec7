"""What policy pages and duty pages have in common: text with local values in it, and what keeps a page from going live."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import clock, plain_language
from core.fields import StreamField
from policies import blocks


class LocalText(models.Model):
    """A page whose public text may hold `{{名称}}`, filled from its own local values."""

    # What residents read, in the order they read it.
    public_parts: ClassVar[tuple[str, ...]] = ()
    # What may hold local values beside them.
    other_parts: ClassVar[tuple[str, ...]] = ()
    # Names and titles given by others: nobody here can put them into plainer words.
    quoted_parts: ClassVar[frozenset[str]] = frozenset(
        {"source_title", "source_number", "source_issuer", "legal_basis"}
    )

    review_due: Any
    url: Any
    local_values = StreamField(
        blocks.LocalValueStream(),
        verbose_name=_("本地数值"),
        blank=True,
        help_text=_("正文里写 {{名称}}，这里填数值。没有填的不能发布。"),
    )

    class Meta:
        abstract = True

    @property
    def local(self) -> dict[str, str]:
        """Name and value of each local value."""
        return {row["name"]: row["value"] for row in blocks.plain(self.local_values)}

    def filled(self) -> dict[str, Any]:
        """Every public part as plain data with the local values in place."""
        local = self.local
        return {part: blocks.fill(blocks.plain(getattr(self, part)), local) for part in self.public_parts}

    @cached_property
    def text(self) -> dict[str, Any]:
        """`filled`, once per page shown."""
        return self.filled()

    @property
    def address(self) -> str:
        """Where it is found from outside, for paper, feeds and search engines."""
        return f"{settings.BASE_URL}{self.url}"

    @property
    def is_overdue(self) -> bool:
        return self.review_due < clock.today()

    def unfilled(self) -> dict[str, list[str]]:
        """Part → names of the placeholders in it that have no value."""
        found, local = {}, self.local
        for part in ("title", *self.public_parts, *self.other_parts):
            missing = [name for name in blocks.names_in(blocks.plain(getattr(self, part))) if not local.get(name)]
            if missing:
                found[part] = missing
        return found

    def linted(self) -> dict[str, list[str]]:
        """Part → its texts, of the parts that can be written in plainer words."""
        parts = ("title", *(part for part in self.public_parts if part not in self.quoted_parts))
        return {part: blocks.texts_in(blocks.plain(getattr(self, part))) for part in parts}

    def publishing_errors(self) -> dict[str, ValidationError]:
        """Field → why the page cannot be published as it is; empty when it can."""
        errors = {part: _unfilled_error(names) for part, names in self.unfilled().items()}
        empty = [name for name, value in self.local.items() if not value]
        if empty:
            errors["local_values"] = _unfilled_error(empty)
        for part, texts in self.linted().items():
            if words := plain_language.officialese("\n".join(texts)):
                errors.setdefault(part, _officialese_error(words))
        return errors

    def remarks(self) -> dict[str, list[plain_language.Remark]]:
        """Part → what to look at again in it; nothing that keeps the page from being published."""
        found, local = {}, self.local
        for part, texts in self.linted().items():
            told = plain_language.remarks(
                [blocks.fill(text, local) for text in texts], region_is_known=bool(blocks.names_in(texts))
            )
            if told:
                found[part] = told
        return found

    def clean(self) -> None:
        """Refuse to be live with what may not be published, by whatever way it is published."""
        super().clean()
        checked_by_form = getattr(self, "checked_by_form", False)
        if self.live and not checked_by_form and (errors := self.publishing_errors()):
            raise ValidationError(errors)


def _unfilled_error(names: list[str]) -> ValidationError:
    words = _("这里用到的 %(names)s 还没有填：请在“本地数值”里填上，再发布。")
    marked = _("、").join("{{" + name + "}}" for name in names)
    return ValidationError(words, code="placeholder_unfilled", params={"names": marked})


def _officialese_error(words: list[str]) -> ValidationError:
    told = _("这里有文件语 %(words)s：请换成居民平时说的话，再发布。")
    quoted = _("、").join(f"“{word}”" for word in words)
    return ValidationError(told, code="officialese", params={"words": quoted})
