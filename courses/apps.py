from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "课程"

    def ready(self) -> None:
        from assessments.signals import attempt_marked
        from courses import receivers

        attempt_marked.connect(receivers.on_attempt_marked, dispatch_uid="courses.on_attempt_marked")
