"""留言与建议: what becomes of an enquiry, from its receipt to its deletion. One module per part; import from here."""

from policies.services.enquiries.asking import PHOTO_LIMIT, Asked, me_too, rate, submit
from policies.services.enquiries.handling import (
    accept,
    answer,
    extend,
    forward,
    pass_screening,
    read_original,
    refer,
    refuse,
    remind,
    see_photo,
)
from policies.services.enquiries.publishing import publish, withdraw
from policies.services.enquiries.receipts import find_by_code, find_by_token, token_of
from policies.services.enquiries.retention import forget_old
from policies.services.enquiries.sweep import remind_and_escalate

__all__ = [
    "PHOTO_LIMIT",
    "Asked",
    "accept",
    "answer",
    "extend",
    "find_by_code",
    "find_by_token",
    "forget_old",
    "forward",
    "me_too",
    "pass_screening",
    "publish",
    "rate",
    "read_original",
    "refer",
    "refuse",
    "remind",
    "remind_and_escalate",
    "see_photo",
    "submit",
    "token_of",
    "withdraw",
]
