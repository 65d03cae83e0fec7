"""Background work about people."""

from celery import shared_task

from core.jobs import JobHandle, job
from people.services import deliver_message, sync_everybody


@job("people.send_message")
def send_message(handle: JobHandle, message_id: int) -> dict[str, bool]:
    """Send one message by e-mail; retried by the job table."""
    return {"sent": deliver_message(message_id)}


@shared_task(name="people.tasks.sync_expired_grants")
def sync_expired_grants() -> int:
    """Each day: grants that began or ended by their dates reach the groups of /cms/."""
    return sync_everybody()
