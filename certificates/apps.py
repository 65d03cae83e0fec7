from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("证书")

    def ready(self) -> None:
        from certificates import checks, receivers  # noqa: F401
        from courses.signals import course_completed

        course_completed.connect(receivers.on_course_completed, dispatch_uid="certificates.on_course_completed")
