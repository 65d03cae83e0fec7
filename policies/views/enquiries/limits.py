"""How often anybody may ask or look up. Many live behind one address, so the device is held short and the address is not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from core import throttle
from core.device import device_hash, has_device
from core.request import client_address

HOUR = 3600
# Everything sent to the form, also what is refused; then enquiries of one device, of one address, of the instance.
POSTS_PER_ADDRESS = 300
PER_DEVICE, PER_ADDRESS, CROWD = 5, 60, 300
# Looking up: of one address, and of one receipt.
LOOKS_PER_ADDRESS, LOOKS_PER_NUMBER = 60, 10
ME_TOO_PER_ADDRESS = 120


@dataclass(frozen=True)
class Turn:
    """Whether one may ask now: `wait` seconds if not, else the how-manieth of the device and whether many come."""

    wait: int = 0
    from_device: int = 1
    crowded: bool = False


def may_post(request: HttpRequest) -> bool:
    """Whether what this address sends is read at all."""
    return throttle.allow("ask-post", _address(request), limit=POSTS_PER_ADDRESS, seconds=HOUR)


def take_turn(request: HttpRequest) -> Turn:
    """Count one enquiry that is about to be taken in. Call it outside of a transaction."""
    address, device = _address(request), device_hash(request, "ask")
    if not throttle.allow("ask-address", address, limit=PER_ADDRESS, seconds=HOUR):
        return Turn(throttle.seconds_left("ask-address", address))
    if not throttle.allow("ask-device", device, limit=PER_DEVICE, seconds=HOUR):
        throttle.give_back("ask-address", address)
        return Turn(throttle.seconds_left("ask-device", device))
    crowded = not throttle.allow("ask-everybody", "", limit=CROWD, seconds=HOUR)
    return Turn(0, _so_many(device) if has_device(request) else 1, crowded)


def _so_many(device: str) -> int:
    """How many of this hour the device has sent, this one counted."""
    return throttle.tries("ask-device", device)


def may_look(request: HttpRequest, number: str) -> bool:
    """Whether this address may try a receipt once more, and the receipt be tried."""
    if not throttle.allow("ask-look", _address(request), limit=LOOKS_PER_ADDRESS, seconds=HOUR):
        return False
    return not number or throttle.allow("ask-number", number, limit=LOOKS_PER_NUMBER, seconds=HOUR)


def found_it(request: HttpRequest, number: str) -> None:
    """It was theirs: the try does not count."""
    throttle.give_back("ask-look", _address(request))
    if number:
        throttle.give_back("ask-number", number)


def may_join(request: HttpRequest) -> bool:
    """Whether this address may say 我也想问 once more."""
    return throttle.allow("ask-me-too", _address(request), limit=ME_TOO_PER_ADDRESS, seconds=HOUR)


def _address(request: HttpRequest) -> str:
    return client_address(request) or "unknown"
