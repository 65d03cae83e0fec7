from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("课程")

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished, pre_page_move

        from assessments.signals import attempt_marked
        from courses import receivers
        from policies.signals import collect_usage, write_bases

        pre_page_move.connect(receivers.on_page_move, dispatch_uid="courses.on_page_move")
        attempt_marked.connect(receivers.on_attempt_marked, dispatch_uid="courses.on_attempt_marked")
        page_unpublished.connect(receivers.on_page_unpublished, dispatch_uid="courses.on_page_unpublished")
        page_published.connect(receivers.on_page_published, dispatch_uid="courses.on_page_published")
        collect_usage.connect(receivers.tell_usage, dispatch_uid="courses.tell_usage")
        write_bases.connect(receivers.write_bases, dispatch_uid="courses.write_bases")
