"""What goes on in the demo by itself."""

from celery import shared_task
from django.conf import settings

from lms.demo.sessions import go_on


@shared_task(name="lms.demo.tasks.go_on")
def go_on_sitting() -> int:
    """Let the people of the exam session under way go on; nothing outside of a demo."""
    return go_on() if settings.DEMO else 0
