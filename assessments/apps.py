from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("测评")

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from assessments import receivers
        from policies.signals import collect_usage, write_bases

        published.connect(receivers.freeze_published_question, dispatch_uid="assessments.freeze_published_question")
        unpublished.connect(receivers.on_unpublished, dispatch_uid="assessments.on_unpublished")
        collect_usage.connect(receivers.tell_usage, dispatch_uid="assessments.tell_usage")
        write_bases.connect(receivers.write_bases, dispatch_uid="assessments.write_bases")
