"""Registers the screens of courses in /cms/, and what guards pages on which records rest."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from courses.models import CoursePage, CreditAward, CreditRule, MediaFile
from courses.services.media import forget_files
from courses.views import cms
from courses.views.learning import turn_away
from courses.viewsets import CreditGroup, MediaViewSet, guards
from courses.viewsets.credits import CreditPolicy
from courses.viewsets.reviews import ReviewPanel, ReviewReport

register_snippet(MediaViewSet)
for _model in (CreditAward, CreditRule):
    register_permission_policy(_model, CreditPolicy(_model), exact_class=True)


@hooks.register("register_admin_viewset")
def register_credits() -> CreditGroup:
    return CreditGroup()


hooks.register("before_delete_page", guards.refuse_delete)
hooks.register("before_move_page", guards.refuse_move)
hooks.register("before_bulk_action", guards.refuse_bulk)
hooks.register("before_copy_page", guards.copy_our_way)
hooks.register("before_delete_snippet", guards.refuse_delete_of_media)


@hooks.register("after_delete_snippet")
def forget_deleted_files(request, instances):
    for media in instances:
        if isinstance(media, MediaFile):
            forget_files(media)


@hooks.register("before_serve_page")
def keep_the_order(page, request, serve_args, serve_kwargs):
    """A lesson that waits for an earlier one is not shown."""
    return turn_away(page, request)


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("courses/<int:pk>/copy/", cms.copy_page, name="courses_copy"),
        path("reports/review-due/", ReviewReport.as_view(), name="courses_review_due"),
        path("reports/review-due/results/", ReviewReport.as_view(results_only=True), name="courses_review_due_results"),
    ]


class ReviewMenuItem(MenuItem):
    def is_shown(self, request):
        return ReviewReport.permission_policy.user_has_any_permission(request.user, ["add", "change", "publish"])


@hooks.register("register_reports_menu_item")
def review_menu_item():
    return ReviewMenuItem(
        _("待复核的内容"), reverse("courses_review_due"), name="review-due", icon_name="calendar-alt", order=50
    )


@hooks.register("construct_homepage_panels")
def add_review_panel(request, panels):
    panels.append(ReviewPanel())


@hooks.register("register_page_header_buttons")
def copy_whole_course(page, user, view_name, next_url=None):
    if page.specific_class is CoursePage and page.permissions_for_user(user).can_copy():
        yield Button(_("复制整门课"), reverse("courses_copy", args=[page.pk]), icon_name="copy", priority=31)


@hooks.register("register_page_listing_more_buttons")
def copy_course_in_list(page, user, next_url=None):
    yield from copy_whole_course(page, user, "index")
