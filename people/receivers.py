"""What people listen to: migrations, log-ins and changes of an account's secrets."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.apps import AppConfig, apps
from django.contrib.auth import signals as auth_signals
from django.db import connections
from django.db.models.signals import post_migrate
from django.http import HttpRequest

from core import audit
from people.models import RoleGrant, User
from people.services import ensure_groups


def derive_groups(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After a whole migration run, the groups of /cms/ exist with the permissions of every app."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    complete = RoleGrant._meta.db_table in connections[using].introspection.table_names()
    if sender is last and using == "default" and complete:
        ensure_groups()


def log_in(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record("people.logged_in", user, by=user)


def log_out(sender: type[User], request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record("people.logged_out", user, by=user)


def second_factor_added(sender: type, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record("people.second_factor_added", user, by=user, after={"type": str(authenticator.type)})


def second_factor_removed(sender: type, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record("people.second_factor_removed", user, by=user, before={"type": str(authenticator.type)})


def second_factor_failed(sender: type, user: User, **kwargs: Any) -> None:
    audit.record("people.second_factor_failed", user, by=None)


def connect() -> None:
    """Connect everything here; called once, when the app is ready."""
    post_migrate.connect(derive_groups, dispatch_uid="people.derive_groups")
    account_signals.user_logged_in.connect(log_in, dispatch_uid="people.log_in")
    auth_signals.user_logged_out.connect(log_out, dispatch_uid="people.log_out")
    mfa_signals.authenticator_added.connect(second_factor_added, dispatch_uid="people.second_factor_added")
    mfa_signals.authenticator_reset.connect(second_factor_added, dispatch_uid="people.second_factor_reset")
    mfa_signals.authenticator_removed.connect(second_factor_removed, dispatch_uid="people.second_factor_removed")
    mfa_signals.authentication_failed.connect(second_factor_failed, dispatch_uid="people.second_factor_failed")
