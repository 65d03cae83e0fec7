from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        # A worker knows only the tasks that were imported.
        from core import audit, jobs, throttle  # noqa: F401
