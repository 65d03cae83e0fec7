"""`manage.py rebuild_bases`: write anew which laws and policies everything that is published rests on."""

from django.core.management.base import BaseCommand

from policies.services.bases import rebuild_bases


class Command(BaseCommand):
    help = "Write anew which laws and policies the published pages and questions rest on; safe to run at any time."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{rebuild_bases()} changed")
