"""The words of a message: `people/messages/<template>.txt`, whose first line is the subject and the rest the body."""

from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme

from people.models import Message


@dataclass(frozen=True)
class MessageText:
    subject: str
    body: str
    url: str


def template_of(name: str) -> Any:
    """The template called `name`; each app keeps its own in its `templates/people/messages/`."""
    return get_template(f"people/messages/{name}.txt")


def render(message: Message) -> MessageText:
    """The message in the active language, as plain text (whoever puts it into HTML escapes it)."""
    template = template_of(message.template).template
    text = template.render(Context({**message.context, "person": message.person}, autoescape=False)).strip()
    subject, _, body = text.partition("\n")
    return MessageText(subject.strip(), body.strip(), safe_path(message.context.get("url", "")))


def safe_path(url: str) -> str:
    """The path if it is one of this site, otherwise nothing."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""
