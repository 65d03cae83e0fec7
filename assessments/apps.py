from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("测评")

    def ready(self) -> None:
        from wagtail.signals import published

        from assessments.receivers import freeze_published_question

        published.connect(freeze_published_question, dispatch_uid="assessments.freeze_published_question")
