"""Naming people of one's area: by name, user name or telephone number. A name borne by several is asked about."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.permissions import Area
from people.engine import phones
from people.models import Placement, User, know_parents

# Names of one list, one a line or apart by commas.
SEPARATORS = re.compile(r"[\n,，、;；]+")
MOST_PEOPLE = 500


def find_people(area: Area, words: Iterable[str]) -> dict[str, list[User]]:
    """Who in the area is meant by each word. One query."""
    numbers = {word: _number(word) for word in words}
    wanted = Q(username__in=numbers) | Q(display_name__in=numbers) | Q(phone__in=[n for n in numbers.values() if n])
    found = list(area.people.filter(wanted).order_by("display_name", "pk"))
    return {word: [person for person in found if _is(person, word, number)] for word, number in numbers.items()}


def _is(person: User, word: str, number: str) -> bool:
    return word in (person.username, person.display_name) or bool(number and person.phone == number)


def _number(word: str) -> str:
    try:
        return phones.normalise(word)
    except phones.PhoneError:
        return ""


def the_one(word: str, found: list[User]) -> User:
    """The only person found. Raises ValidationError that says how to name the right one."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(
            gettext("您的辖区里没有找到“{word}”。请核对姓名、用户名或手机号。").format(word=word)
        )
    words = gettext("“{word}”有 {number} 位：{people}。请改填用户名。")
    raise forms.ValidationError(
        words.format(word=word, number=len(found), people=gettext("、").join(_told_apart(found)))
    )


def _told_apart(people: list[User]) -> list[str]:
    """Each with user name and where they work."""
    placed = Placement.objects.current().filter(person__in=people).select_related("unit").order_by("-starts", "-pk")
    jobs = {job.person_id: job.unit for job in placed}
    know_parents(jobs.values())
    return [
        f"{person.display_name}（{person.username}{'，' + jobs[person.pk].full_name if person.pk in jobs else ''}）"
        for person in people
    ]


class PersonField(forms.CharField):
    """One person of the area, whom `clean` returns."""

    area: Area

    def clean(self, value: str) -> User | None:
        word = super().clean(value)
        return the_one(word, find_people(self.area, [word])[word]) if word else None


class PeopleField(forms.CharField):
    """A list of people of the area, whom `clean` returns, each once."""

    widget = forms.Textarea
    area: Area

    def clean(self, value: str) -> list[User]:
        words = list(dict.fromkeys(word.strip() for word in SEPARATORS.split(super().clean(value)) if word.strip()))
        if len(words) > MOST_PEOPLE:
            raise forms.ValidationError(gettext("一份名单最多 {most} 人，请分成几份。").format(most=MOST_PEOPLE))
        people, problems = {}, []
        for word, found in find_people(self.area, words).items():
            try:
                person = the_one(word, found)
                people[person.pk] = person
            except forms.ValidationError as error:
                problems.extend(error.messages)
        if problems:
            raise forms.ValidationError(problems)
        return list(people.values())


def look_in(form: forms.Form, area: Area) -> None:
    """Let the fields of the form that name people find those of this area."""
    for field in form.fields.values():
        if isinstance(field, PersonField | PeopleField):
            field.area = area


class PersonForm(forms.Form):
    """Looking for one person."""

    person = PersonField(label=_("姓名、用户名或手机号"), error_messages={"required": _("请写明是哪一位。")})

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look_in(self, area)
