"""The home page: the root of the site's page tree."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HomePage(Page):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["policies.PolicyIndexPage", "courses.CourseIndexPage"]
    max_count = 1

    class Meta:
        verbose_name = _("首页")
