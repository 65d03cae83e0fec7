"""`load_courses [CODE …]`: load the courses of content/courses into the pages, with their questions and exams."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from courses.models import CourseIndexPage, LessonPage
from courses.services import load_course_file


class Command(BaseCommand):
    help = "Load the courses of content/courses (all, or those named) with their checks and exams; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="course codes, for example EMG101")
        parser.add_argument("--folder", type=Path, default=settings.CONTENT_DIR / "courses", help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = CourseIndexPage.objects.first()
        if parent is None:
            raise CommandError("there is no course catalogue yet: create the page tree first (manage.py demo does)")
        for path in self._paths(options["folder"], options["codes"]):
            try:
                course = load_course_file(path=path, by=None, parent=parent)
            except ValueError as error:
                raise CommandError(str(error)) from error
            except DomainError as error:
                raise CommandError(f"{path.name}: {error.code} {error.context}") from error
            lessons = LessonPage.objects.descendant_of(course).live().count()
            items = course.exam.paper.items.count() if course.exam else 0
            self.stdout.write(f"{course.code} {course.title}: {lessons} lessons, {items} exam questions")

    def _paths(self, folder: Path, codes: list[str]) -> list[Path]:
        paths = [folder / f"{code}.yaml" for code in codes] or sorted(folder.glob("*.yaml"))
        missing = [path.name for path in paths if not path.exists()]
        if missing or not paths:
            raise CommandError(f"no course file {', '.join(missing) or 'at all'} in {folder}")
        return paths
