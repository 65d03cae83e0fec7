"""A right to do something, held by one process at a time and lost by itself."""

import os
import socket
from datetime import timedelta

from django.db import IntegrityError, transaction

from core.clock import now
from core.models import Lease


def take_lease(name: str, *, seconds: float, holder: str = "") -> bool:
    """Take `name` for so many seconds; False while another call's lease runs. A holder may not renew early."""
    holder = holder or f"{socket.gethostname()}:{os.getpid()}"
    moment = now()
    values = {"holder": holder[:80], "expires_at": moment + timedelta(seconds=seconds)}
    if Lease.objects.filter(name=name, expires_at__lte=moment).update(**values):
        return True
    try:
        with transaction.atomic():
            _, created = Lease.objects.get_or_create(name=name, defaults=values)
    except IntegrityError:
        return False
    return created
