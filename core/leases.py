"""A right to do something, held by one process at a time and lost by itself."""

import os
import socket
from datetime import timedelta

from core.clock import real
from core.models import Lease


def take_lease(name: str, *, seconds: float) -> bool:
    """Take `name` for so many seconds; False while another call's lease runs. A holder may not renew early."""
    moment = real()
    values = {"holder": f"{socket.gethostname()}:{os.getpid()}"[:80], "expires_at": moment + timedelta(seconds=seconds)}
    if Lease.objects.filter(name=name, expires_at__lte=moment).update(**values):
        return True
    _, created = Lease.objects.get_or_create(name=name, defaults=values)
    return created


def hold_lock(name: str) -> None:
    """Wait until no other transaction holds the lock `name`, and hold it until this transaction ends.

    On SQLite a writing transaction is alone anyway.
    """
    Lease.objects.get_or_create(name=name, defaults={"holder": "lock", "expires_at": real()})
    Lease.objects.select_for_update().get(name=name)
