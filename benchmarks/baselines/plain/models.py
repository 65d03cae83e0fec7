"""A list and what it lists."""

from django.db import models
from wagtail.models import Page


class PlainList(Page):
    """The list."""

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request), "courses": PlainCourse.objects.child_of(self).live().order_by("title")}


class PlainCourse(Page):
    """A card of the list."""

    summary = models.CharField(max_length=200)
