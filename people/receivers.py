"""What people listen to: migrations, log-ins and changes of an account's secrets."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

from people.models import RoleGrant
from people.services import ensure_groups


def derive_groups(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After a whole migration run, the groups of /cms/ exist with the permissions of every app."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    complete = RoleGrant._meta.db_table in connections[using].introspection.table_names()
    if sender is last and using == "default" and complete:
        ensure_groups()
