"""Pictures, sound, films and documents of lessons. They lie in private storage and leave through a checked view only."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.search import index

from core import clock
from courses.enums import MediaKind
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage


def private_storage() -> Any:
    return storages["private"]


def media_path(instance: MediaFile, filename: str) -> str:
    """A random name: the address of a file says nothing about it."""
    return f"lessons/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class MediaQuerySet(models.QuerySet["MediaFile"]):
    def visible_to(self, user: Any) -> MediaQuerySet:
        """Files of the published lessons that the person may read; all of them for who may edit courses in /cms/.

        Two queries: the page permissions of the person, and the files.
        """
        if not user.is_authenticated:
            return self.none()
        editable = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
        courses = Page.objects.type(CourseIndexPage, CoursePage).filter(pk__in=editable.values("pk"))
        return self.filter(Exists(self._uses(LessonPage.objects.visible_to(user))) | Q(Exists(courses)))

    def _uses(self, lessons: models.QuerySet[LessonPage]) -> models.QuerySet[ReferenceIndex]:
        """Where the file of the row around is used in one of the lessons, as they are published."""
        keys = lessons.annotate(key=Cast("pk", CharField())).values("key")
        return ReferenceIndex.objects.filter(
            content_type=ContentType.objects.get_for_model(LessonPage),
            object_id__in=keys,
            to_content_type=ContentType.objects.get_for_model(MediaFile),
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )


class MediaFile(index.Indexed, models.Model):
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("种类"), max_length=10, choices=MediaKind.choices)
    file = models.FileField(_("文件"), upload_to=media_path, storage=private_storage)
    # The name under which it is downloaded.
    filename = models.CharField(max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    transcript = models.TextField(_("文字稿"), blank=True, help_text=_("音频、视频必须有：听不见、没流量的人靠它学。"))
    captions = models.FileField(
        _("字幕（WebVTT）"), upload_to=media_path, storage=private_storage, blank=True, help_text=_("视频必须有字幕。")
    )
    source_note = models.CharField(_("来源与授权"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MediaQuerySet.as_manager()
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("kind")]

    class Meta:
        verbose_name = _("课程素材")
        verbose_name_plural = _("课程素材")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title
