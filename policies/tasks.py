"""What the schedule does for enquiries; safe to run twice and in parallel."""

from celery import shared_task

from policies.services import enquiries


@shared_task(name="policies.tasks.remind_and_escalate")
def remind_and_escalate() -> int:
    """Each quarter of an hour: deadlines that come near or have passed, each spoken of once."""
    return enquiries.remind_and_escalate()


@shared_task(name="policies.tasks.forget_old")
def forget_old() -> int:
    """Each night: enquiries that were kept long enough."""
    return enquiries.forget_old()
