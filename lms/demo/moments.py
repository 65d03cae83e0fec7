"""Moments of the demo, in local time."""

from datetime import date, datetime, time

from django.utils import timezone


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)), timezone.get_default_timezone())
