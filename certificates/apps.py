from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "证书"

    def ready(self) -> None:
        from certificates import checks, receivers  # noqa: F401
        from courses.signals import course_completed

        course_completed.connect(receivers.on_course_completed, dispatch_uid="certificates.on_course_completed")
