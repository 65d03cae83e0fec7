"""The receipt: a number, which says nothing alone, and a code, which is kept nowhere but as a keyed hash.

The QR code leads to a token made of both by the server; whoever knows the rows still cannot make one.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.db.models.functions import Length
from django.utils.crypto import constant_time_compare, salted_hmac

from core.leases import hold_lock
from policies.models import Enquiry

DIGITS = 8
TOKEN_LENGTH = 32


def new_number(day: date) -> str:
    """The next number of a day: LY-20261124-0007. Inside a transaction; others wait until it ends."""
    hold_lock("policies.enquiry_number")
    prefix = f"LY-{day:%Y%m%d}-"
    taken = Enquiry.objects.filter(number__startswith=prefix).order_by(Length("number").desc(), "-number")
    last = taken.values_list("number", flat=True).first()
    return f"{prefix}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def new_code() -> str:
    """Eight digits, easy to read out and to type on a telephone."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def hash_code(number: str, code: str) -> str:
    """What is stored of the code."""
    return salted_hmac(f"enquiry:{number}", code, algorithm="sha256").hexdigest()


def find_by_code(number: str, code: str) -> Enquiry | None:
    """The enquiry of this number, if the code is its own; a wrong code and a missing number are the same None."""
    enquiry = Enquiry.objects.filter(number=number).first()
    known = enquiry.code if enquiry else hash_code(number, "")
    return enquiry if constant_time_compare(known, hash_code(number, code)) and enquiry else None


def token_of(enquiry: Enquiry) -> str:
    """What the QR code carries: 20261124-0007-… ; it opens this enquiry alone."""
    return f"{enquiry.number.removeprefix('LY-')}-{_seal(enquiry)}"


def find_by_token(token: str) -> Enquiry | None:
    """The enquiry that the token opens, or None."""
    number, _, seal = token.rpartition("-")
    enquiry = Enquiry.objects.filter(number=f"LY-{number}").first()
    return enquiry if enquiry and constant_time_compare(_seal(enquiry), seal) else None


def _seal(enquiry: Enquiry) -> str:
    made = salted_hmac("enquiry:token", f"{enquiry.number}:{enquiry.code}", algorithm="sha256")
    return made.hexdigest()[:TOKEN_LENGTH]
