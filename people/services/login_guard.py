"""The throttle of logging in (docs/decisions/0004): wrong passwords count per account, whatever its spelling and address.

A try is counted before the password is checked, so that parallel guesses cannot slip through, and given back when the
password was right: an exam hall of hundreds behind one address logs in without hindrance.
"""

from core import throttle
from core.errors import DomainError
from people.engine.phones import login_key
from people.models import User

# (scope, tries, seconds): five wrong ones in five minutes per account; per address sixty wrong ones, six hundred in all.
WRONG_PER_ACCOUNT = ("login-wrong-account", 5, 300)
WRONG_PER_ADDRESS = ("login-wrong-address", 60, 60)
ALL_PER_ADDRESS = ("login-address", 600, 60)


def person_called(login: str) -> User | None:
    """The account somebody means: by phone in any spelling, or by username in any case."""
    key = login_key(login)
    field = "phone" if key.startswith("+") else "username"
    return User.objects.filter(**{field: key}).first()


def account_key(login: str) -> str:
    """One key for every spelling of one account; unknown names are counted like known ones."""
    person = person_called(login)
    return f"person-{person.pk}" if person else f"name-{login_key(login)}"


def admit(*, account: str, address: str) -> None:
    """Count one try before its password is checked.

    Errors: too_many_attempts, with `seconds` to wait; even the right password waits then.
    """
    _count(ALL_PER_ADDRESS, address)
    _count(WRONG_PER_ADDRESS, address)
    try:
        _count(WRONG_PER_ACCOUNT, account)
    except DomainError:
        # Somebody hammering on one closed account must not use up the hall's tries.
        throttle.give_back(WRONG_PER_ADDRESS[0], address)
        raise


def forgive(*, account: str, address: str) -> None:
    """The password was right: the try does not count as a wrong one."""
    throttle.give_back(WRONG_PER_ADDRESS[0], address)
    throttle.give_back(WRONG_PER_ACCOUNT[0], account)


def reopen(person: User) -> None:
    """Let the person try again at once: the password was set anew."""
    throttle.clear(WRONG_PER_ACCOUNT[0], f"person-{person.pk}")


def _count(rule: tuple[str, int, int], key: str) -> None:
    scope, limit, seconds = rule
    if not throttle.allow(scope, key, limit=limit, seconds=seconds):
        raise DomainError("too_many_attempts", seconds=throttle.seconds_left(scope, key))
