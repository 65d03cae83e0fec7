from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "测评"

    def ready(self) -> None:
        from wagtail.signals import published

        from assessments.receivers import freeze_published_question

        published.connect(freeze_published_question, dispatch_uid="assessments.freeze_published_question")
