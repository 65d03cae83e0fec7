"""The inbox of one person, ready to be shown."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone

from core import clock
from people.models import Message, User
from people.reports import message_text

PER_PAGE = 20


@dataclass(frozen=True)
class InboxRow:
    id: int
    subject: str
    body: str
    leads_somewhere: bool
    is_read: bool
    at: datetime
    is_today: bool


@dataclass(frozen=True)
class Inbox:
    page: Page
    unread: int
    today: list[InboxRow]
    earlier: list[InboxRow]


def inbox_of(person: User, number: str | int = 1) -> Inbox:
    """One page of the person's messages, newest first, apart by today and earlier; 3 queries."""
    messages = Message.objects.visible_to(person)
    page = Paginator(messages.select_related("person"), PER_PAGE).get_page(number)
    rows = [_row(message) for message in page]
    return Inbox(
        page=page,
        unread=messages.unread().count(),
        today=[row for row in rows if row.is_today],
        earlier=[row for row in rows if not row.is_today],
    )


def _row(message: Message) -> InboxRow:
    text = message_text.render(message)
    return InboxRow(
        id=message.pk,
        subject=text.subject,
        body=text.body,
        leads_somewhere=bool(text.url),
        is_read=message.read_at is not None,
        at=message.created_at,
        is_today=timezone.localtime(message.created_at).date() == clock.today(),
    )
