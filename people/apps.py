from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "人员与组织"

    def ready(self) -> None:
        from people import receivers

        post_migrate.connect(receivers.derive_groups, dispatch_uid="people.derive_groups")
