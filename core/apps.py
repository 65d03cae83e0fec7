from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("基础")

    def ready(self) -> None:
        # A worker knows only the tasks that were imported.
        from core import audit, jobs, page_cache, publishing, throttle  # noqa: F401

        page_cache.listen()
