"""How policies are grouped: by topic, and by whom they are for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import OrgUnit


class Group(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(_("名称"), max_length=20, unique=True)
    icon = models.CharField(_("图标"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Topic(Group):
    unit = models.ForeignKey(
        OrgUnit,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("谁来答"),
        help_text=_("居民就这个主题提的问题先到这个单位。"),
    )

    class Meta(Group.Meta):
        verbose_name = _("主题")
        verbose_name_plural = _("主题")


class Audience(Group):
    class Meta(Group.Meta):
        verbose_name = _("适用人群")
        verbose_name_plural = _("适用人群")
