"""What a device says of a try it kept, or of one that it sends at once."""

from __future__ import annotations

import re
from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from courses.services import Kept

# Of a hidden field beside each question of a check: which question, and which version of it was shown.
VERSION = re.compile(r"version-(\d{1,18})")


class KeptForm(forms.Form):
    """A try of a check or the end of a lesson, as a script sends it: for whom, in which cycle, under which name."""

    person = forms.IntegerField()
    cycle = forms.IntegerField(min_value=1)
    client_id = forms.UUIDField()
    device_at = forms.CharField(required=False, max_length=40)

    def clean_device_at(self) -> datetime | None:
        """The moment by the device's clock; one that cannot be read, or is far off, says nothing."""
        try:
            moment = parse_datetime(self.cleaned_data["device_at"])
        except ValueError:
            return None
        return moment if moment and moment.tzinfo and 2020 <= moment.year < 2100 else None

    @classmethod
    def of(cls, request: HttpRequest) -> Kept | None:
        """What a page says of a try that it sends at once; nothing without scripts."""
        form = cls(request.POST)
        return form.kept if form.is_valid() and form.cleaned_data["person"] == request.user.pk else None

    @property
    def kept(self) -> Kept:
        """What the device says; only of a valid form."""
        named = [(VERSION.fullmatch(name), self.data.get(name, "")) for name in self.data]
        versions = {int(match[1]): int(value) for match, value in named if match and re.fullmatch(r"\d{1,18}", value)}
        facts = self.cleaned_data
        return Kept(facts["client_id"], facts["cycle"], versions, facts["device_at"])
