"""What every teaching page says about itself: who answers for it, on what it rests, from when and until when it holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from core import clock
from core.fields import StreamField
from policies.blocks import BasisStream, basis_line, plain


class KeptUpToDate(models.Model):
    """Owner, department, legal basis, effective and review-by dates. Empty fields of a lesson are those of its course."""

    legal_basis = StreamField(BasisStream(), verbose_name=_("依据"), blank=True)
    review_note = models.CharField(_("本地审核提示"), max_length=120, blank=True)
    department = models.CharField(_("责任部门"), max_length=60, blank=True)
    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("负责人"),
    )
    effective_from = models.DateField(_("生效日期"), null=True, blank=True)
    review_by = models.DateField(_("复核日期"), null=True, blank=True)

    class Meta:
        abstract = True

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """A page that was never saved is previewed with a key that nobody's records have."""
        if self.pk is None:
            self.pk = self.id = 0
        return super().serve_preview(request, mode_name)

    @property
    def is_overdue(self) -> bool:
        """Past its own review date."""
        return self.review_by is not None and self.review_by < clock.today()

    @property
    def basis_lines(self) -> list[str]:
        """Each law once, with its articles: 消防法第四十四条、第四十五条."""
        laws: dict[str, list[str]] = {}
        for row in plain(self.legal_basis):
            law = row["law"] if "law" in row else basis_line({**row, "article": ""})
            laws.setdefault(law, []).append(row["article"])
        return [law + "、".join(filter(None, articles)) for law, articles in laws.items() if law]


def kept_panel() -> MultiFieldPanel:
    """The panel of these fields, for the editing form."""
    return MultiFieldPanel(
        [
            FieldPanel("legal_basis"),
            FieldPanel("review_note"),
            FieldRowPanel([FieldPanel("department"), FieldPanel("content_owner")]),
            FieldRowPanel([FieldPanel("effective_from"), FieldPanel("review_by")]),
        ],
        heading=_("依据与时效"),
    )
