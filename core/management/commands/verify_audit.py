"""`manage.py verify_audit`: seal what is not sealed yet, then check the chain over the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import audit
from core.models import AuditSeal


class Command(BaseCommand):
    help = "Check that no line of the audit trail was changed or deleted; prints the digest of the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", default="", help="a digest printed earlier, which must still be in the chain")

    def handle(self, *args: Any, expect: str, **options: Any) -> None:
        while audit.seal():
            pass
        findings = audit.verify(expect)
        if findings:
            raise CommandError("\n".join(findings))
        self.stdout.write(f"whole: {AuditSeal.objects.count()} lines, last digest {audit.head()}")
