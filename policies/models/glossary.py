"""Words explained: a term that residents meet, in at most sixty characters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from policies.models.page import PolicyPage


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    def with_policies(self) -> GlossaryTermQuerySet:
        """With what a list of them shows."""
        return self.select_related("related_policy")

    def holding(self, typed: str) -> GlossaryTermQuerySet:
        """Those with `typed` in the word or in its explanation; all of them without one."""
        return (
            self.filter(models.Q(term__icontains=typed) | models.Q(explain__icontains=typed)) if typed else self.all()
        )

    def about(self, words: Iterable[str]) -> GlossaryTermQuerySet:
        """Those that hold one of the words (of two characters and more), the shortest first."""
        anywhere = models.Q(pk__in=[])
        for word in (word for word in words if len(word) > 1):
            anywhere |= models.Q(term__icontains=word)
        return self.filter(anywhere).order_by(Length("term"), "term")


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

    objects = GlossaryTermQuerySet.as_manager()

    def __str__(self) -> str:
        return self.term

    @property
    def anchor(self) -> str:
        """Where it stands on the page of all words."""
        return f"word-{self.pk}"

    @property
    def policy_url(self) -> str:
        """The address of the policy that is about it, while that can be read."""
        return self.related_policy.url if self.related_policy and self.related_policy.live else ""
