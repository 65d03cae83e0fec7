"""How allauth sees our people: who may log in, where they land, what a refusal says."""

import logging
import math
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.prepared import Prepared, blank
from people.models import User
from people.permissions import lands_at
from people.services import login_guard, set_password

logger = logging.getLogger(__name__)
WRONG = _("账号或密码不对。请核对用户名（或手机号）和密码；忘了密码，请找街道管理员重置。")


class PeopleBackend(AuthenticationBackend):
    """allauth's backend; it reads the person of a session with one query that is written once."""

    _person = Prepared(lambda: User.objects.with_ever_staff().filter(pk=blank("pk")).order_by())

    def get_user(self, user_id: int) -> User | None:
        """The person as they are now: closed accounts, changed passwords and roles take effect on the very next request."""
        row = self._person.first(pk=user_id)
        if row is None:
            return None
        ever_staff = row.pop("ever_staff")
        user = User.from_db(connection.alias, list(row), list(row.values()))
        user.ever_staff = bool(ever_staff)
        return user if self.user_can_authenticate(user) else None


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不对。请填验证器上现在显示的 6 位数字，或者一个没用过的备用码。"),
    }


class AccountAdapter(DefaultAccountAdapter):
    # One sentence for every reason: it does not tell which accounts exist, nor which are closed.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": _("密码不对，请再填一次。"),
        "enter_current_password": _("现在的密码不对，请再填一次。"),
        "too_many_login_attempts": _("错的次数太多了，请 5 分钟后再试。"),
        "rate_limited": _("操作太频繁了，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the roster."""
        return False

    # ── Logging in ──

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, if the password is theirs and the account is open; throttled per account (login_guard)."""
        login = credentials.get("phone") or credentials.get("username") or ""
        tried = {"account": login_guard.account_key(login), "address": self.get_client_ip(request)}
        try:
            login_guard.admit(**tried)
        except DomainError as refusal:
            raise self._wait(refusal.context["seconds"]) from refusal
        user = authenticate(request, **credentials)
        # allauth keeps a person whose account is closed aside, to tell them so; that would tell anybody who guesses.
        AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            self._record_failure(login)
        else:
            login_guard.forgive(**tried)
        return user

    def _wait(self, seconds: int) -> ValidationError:
        minutes = max(1, math.ceil(seconds / 60))
        words = _("密码错了太多次，先停一停。请 %(minutes)s 分钟后再试，密码对也要等；急用请找街道管理员重置密码。")
        return ValidationError(words, code="too_many_login_attempts", params={"minutes": minutes})

    def _record_failure(self, login: str) -> None:
        """Known accounts get an audit line; an unknown name is not kept, since people type passwords there."""
        person = login_guard.person_called(login)
        if person is None:
            logger.info("a log-in with an unknown name failed")
        else:
            audit.record("people.login_failed", person, by=None)

    def get_login_stages(self) -> list[str]:
        """After the password only the second factor: neither e-mail nor phone is verified by logging in."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody lands who asked for nothing in particular."""
        return lands_at(request.user)

    # ── Passwords ──

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work; the page the person came for (`next`) goes first."""
        return lands_at(request.user)

    def set_password(self, user: User, password: str) -> None:
        """A password the person chose."""
        set_password(person=user, password=password, by=user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the reset e-mail: on the address of this instance, not on the Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    # ── Phones ──

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Text messages need a contract with a provider: an instance that has one overrides this in its own adapter."""
        logger.warning("no provider of text messages is set up: nothing was sent")
