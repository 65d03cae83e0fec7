"""Accounts: who can log in, with which name, number and password."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from core import audit
from core.errors import DomainError
from people.engine.phones import PhoneError, login_key, normalise, squeeze
from people.models import User
from people.services import login_guard
from people.services.messages import notify
from people.services.roles import revoke_all_roles


@transaction.atomic
def create_person(
    *,
    username: str,
    display_name: str,
    by: User | None,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    must_change: bool = False,
) -> User:
    """Create somebody who can log in by `username` or `phone`.

    Arguments: `phone` as typed, stored in E.164; `password` None leaves the account without one until it is set;
    `must_change` asks for an own password after the first log-in.
    Errors: username_missing, username_is_phone, username_taken, name_missing, phone_*, email_invalid, password_weak.
    """
    person = User(username=_username(username), must_change_password=must_change)
    _fill(person, display_name=display_name, phone=phone, email=email)
    if password is None:
        person.set_unusable_password()
    else:
        _check_password(password, person)
        person.set_password(password)
    person.save()
    audit.record("people.person_created", person, by=by, after=_facts(person))
    return person


@transaction.atomic
def update_person(*, person: User, display_name: str, by: User | None, phone: str = "", email: str = "") -> User:
    """Change name, phone and e-mail of a person. Errors as `create_person`."""
    before = _facts(person)
    _fill(person, display_name=display_name, phone=phone, email=email)
    person.save(update_fields=["display_name", "phone", "phone_verified", "email"])
    audit.record("people.person_updated", person, by=by, before=before, after=_facts(person))
    return person


@transaction.atomic
def set_password(*, person: User, password: str, by: User | None) -> None:
    """Give a person a new password; one set by somebody else must be changed after the next log-in.

    Every open session of the person ends (Django ties sessions to the password).
    Errors: password_weak, with the sentences of the validators in `messages`.
    """
    _check_password(password, person)
    person.set_password(password)
    person.must_change_password = by is not None and by.pk != person.pk
    person.save(update_fields=["password", "must_change_password"])
    login_guard.reopen(person)
    entry = audit.record("people.password_set", person, by=by)
    if by is None or by.pk != person.pk:
        notify(person, "password_set", {"url": "/accounts/password/change/"}, f"password-set-{entry.pk}")


@transaction.atomic
def deactivate_person(*, person: User, by: User | None, reason: str) -> None:
    """Close an account: it cannot log in, its sessions end on the next request, its roles are withdrawn. History stays.

    Errors: reason_missing.
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    revoke_all_roles(person=person, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.record("people.person_deactivated", person, by=by, after={"is_active": False}, reason=reason)


@transaction.atomic
def reactivate_person(*, person: User, by: User | None, reason: str) -> None:
    """Open a closed account again; roles are not given back. Errors: reason_missing."""
    if not reason.strip():
        raise DomainError("reason_missing")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("people.person_reactivated", person, by=by, after={"is_active": True}, reason=reason)


def _username(text: str) -> str:
    """The name as it is stored: small letters, since people do not tell Demo from demo."""
    username = text.strip().lower()
    if not username:
        raise DomainError("username_missing")
    if login_key(username).startswith("+"):
        raise DomainError("username_is_phone", username=username)
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        raise DomainError("username_invalid", username=username) from error
    if User.objects.filter(username=username).exists():
        raise DomainError("username_taken", username=username)
    return username


def _fill(person: User, *, display_name: str, phone: str, email: str) -> None:
    if not display_name.strip():
        raise DomainError("name_missing")
    number = _phone(phone, person)
    if number != person.phone:
        person.phone, person.phone_verified = number, False
    person.display_name = display_name.strip()
    person.email = _email(email)


def _phone(text: str, person: User) -> str | None:
    if not squeeze(text):
        return None
    try:
        number = normalise(text)
    except PhoneError as error:
        raise DomainError(error.code, digits=error.digits) from error
    if User.objects.filter(phone=number).exclude(pk=person.pk).exists():
        raise DomainError("phone_taken")
    return number


def _email(text: str) -> str:
    email = text.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise DomainError("email_invalid") from error
    return email


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise DomainError("password_weak", messages=error.messages) from error


def _facts(person: User) -> dict[str, Any]:
    """What the audit trail keeps: that there is a phone number, not which."""
    return {
        "username": person.username,
        "display_name": person.display_name,
        "has_phone": bool(person.phone),
        "has_email": bool(person.email),
    }
