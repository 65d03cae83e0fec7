"""What the schedule does for courses; safe to run twice and in parallel."""

from celery import shared_task

from courses.services import complete_missing


@shared_task(name="courses.tasks.complete_missing")
def complete_missing_courses() -> int:
    """Courses whose exam was passed by a person whose announcement was lost."""
    return complete_missing()
