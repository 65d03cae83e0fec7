"""Dates as an iCalendar file (RFC 5545), for the calendar of a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

# The day before at nine for what has no hour, a day before what has one.
DAY_ALARM = timedelta(hours=-15)
HOUR_ALARM = timedelta(days=-1)


@dataclass(frozen=True)
class Happening:
    """One event. `key` stays the same when it moves; `starts` and `ends` both moments, or `starts` a whole day and no end.

    `busy`: the hours are taken (an exam is sat together), instead of being a reminder.
    """

    key: str
    title: str
    starts: date | datetime
    ends: datetime | None = None
    text: str = ""
    place: str = ""
    url: str = ""
    busy: bool = False


def write(happenings: list[Happening], *, name: str, host: str, zone: str, made_at: datetime) -> bytes:
    """The file.

    Arguments: `host` makes the keys unique in the world; `zone` the time zone in which moments are written; `made_at` the
    present moment.
    """
    calendar = Calendar()
    calendar.add("PRODID", f"-//{host}//Gridschool//ZH")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", zone)
    if any(isinstance(happening.starts, datetime) for happening in happenings):
        # From this year on: what the zone did before moves no event of ours.
        calendar.add_component(Timezone.from_tzid(zone, first_date=date(made_at.year, 1, 1)))
    for happening in happenings:
        calendar.add_component(_event(happening, host, ZoneInfo(zone), made_at))
    return calendar.to_ical()


def _event(happening: Happening, host: str, zone: ZoneInfo, made_at: datetime) -> Event:
    event = Event()
    event.add("UID", f"{happening.key}@{host}")
    event.add("DTSTAMP", made_at)
    # Without a higher number some calendars keep what they have when the file is loaded again.
    event.add("SEQUENCE", int(made_at.timestamp()) // 60 % 2**31)
    event.add("SUMMARY", happening.title)
    if isinstance(happening.starts, datetime):
        event.add("DTSTART", happening.starts.astimezone(zone))
        event.add("DTEND", (happening.ends or happening.starts).astimezone(zone))
    else:
        event.add("DTSTART", happening.starts)
        event.add("DTEND", happening.starts + timedelta(days=1))
    event.add("TRANSP", "OPAQUE" if happening.busy else "TRANSPARENT")
    for field, value in (("DESCRIPTION", happening.text), ("LOCATION", happening.place), ("URL", happening.url)):
        if value:
            event.add(field, value)
    event.add_component(_alarm(happening))
    return event


def _alarm(happening: Happening) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", happening.title)
    alarm.add("TRIGGER", HOUR_ALARM if isinstance(happening.starts, datetime) else DAY_ALARM)
    return alarm
