from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "人员与组织"

    def ready(self) -> None:
        from people import receivers

        receivers.connect()
