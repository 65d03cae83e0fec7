"""What goes live or comes down at a moment that an editor set (Wagtail's scheduled publishing)."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="core.publishing.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and take down everything whose moment has come; safe to run twice."""
    call_command("publish_scheduled", verbosity=0)
