"""Words explained: a term that residents meet, in at most sixty characters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from policies.models.page import PolicyPage


class GlossaryTerm(index.Indexed, models.Model):
    term = models.CharField(_("词"), max_length=30, unique=True)
    explain = models.CharField(_("解释"), max_length=60, help_text=_("一句大白话，不超过60个字。"))
    related_policy = models.ForeignKey(
        PolicyPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="terms", verbose_name=_("相关政策")
    )

    search_fields = [index.SearchField("term"), index.AutocompleteField("term"), index.SearchField("explain")]

    class Meta:
        verbose_name = _("词语")
        verbose_name_plural = _("词语表")
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term
