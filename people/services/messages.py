"""Telling people something: one row in the inbox, one e-mail if they have an address, never twice for the same key."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import translation

from core import clock
from core.jobs import enqueue
from people.models import Message, User
from people.reports import message_text


def notify(person: User, template: str, context: dict[str, Any], dedupe_key: str) -> Message:
    """Tell `person` what `people/messages/<template>.txt` says; the same `dedupe_key` tells them once.

    Arguments: `context` JSON-safe values of the template; its "url" (a path) becomes the link of the message.
    Raises TemplateDoesNotExist at once, not in the inbox. The e-mail leaves after commit through a Job.
    """
    message_text.template_of(template)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                person=person, template=template, context=context, dedupe_key=dedupe_key, created_at=clock.now()
            )
            if person.email:
                enqueue("people.send_message", {"message_id": message.pk}, key=f"message-{message.pk}")
    except IntegrityError:
        return Message.objects.get(person=person, dedupe_key=dedupe_key)
    return message


def deliver_message(message_id: int) -> bool:
    """Send one message by e-mail; False when there is nothing (more) to send. Safe to run twice."""
    message = Message.objects.select_related("person").filter(pk=message_id, emailed_at__isnull=True).first()
    if message is None or not (message.person.email and message.person.is_active):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        text = message_text.render(message)
    link = f"\n\n{settings.BASE_URL}{text.url}" if text.url else ""
    send_mail(text.subject, f"{text.body}{link}\n", None, [message.person.email])
    Message.objects.filter(pk=message.pk).update(emailed_at=clock.now())
    return True


def open_message(*, message: Message, by: User) -> str:
    """Mark a message as read; returns the path it leads to, or nothing. `by` is its reader (not audited: a private act)."""
    Message.objects.filter(pk=message.pk, person=by, read_at__isnull=True).update(read_at=clock.now())
    return message_text.safe_path(message.context.get("url", ""))


def mark_all_read(*, by: User) -> int:
    """Mark every message of the person as read; returns how many were not."""
    return Message.objects.visible_to(by).unread().update(read_at=clock.now())
