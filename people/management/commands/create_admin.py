"""`manage.py create_admin wang --name 王敏 --unit 青禾县`: the first system administrator of a new instance."""

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.errors import DomainError
from people.enums import Role, UnitKind
from people.forms.refusals import refusal_words
from people.models import OrgUnit
from people.services import create_person, create_unit, grant_role


class Command(BaseCommand):
    help = (
        "Creates a person who is system administrator at the top of the organisation tree, and the top unit if there "
        "is none. Asks for the password, or reads it from standard input when that is not a terminal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name, as certificates would show it")
        parser.add_argument(
            "--unit", required=True, help="the name of the top unit; it is created if the tree is empty"
        )
        parser.add_argument("--kind", choices=[UnitKind.CITY, UnitKind.COUNTY], default=UnitKind.COUNTY)

    def handle(self, *args, **options) -> None:
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            with transaction.atomic():
                self._create(options, password)
        except DomainError as refusal:
            raise CommandError(refusal_words(refusal)[1]) from refusal
        self.stdout.write(f"{options['username']} is system administrator at {options['unit']}.")

    def _create(self, options: dict, password: str) -> None:
        unit = OrgUnit.objects.filter(depth=1, name=options["unit"]).first()
        if unit is None:
            if OrgUnit.objects.exists():
                raise CommandError("There is an organisation tree already: --unit must name its top unit.")
            unit = create_unit(name=options["unit"], kind=options["kind"], parent=None, by=None)
        person = create_person(username=options["username"], display_name=options["name"], password=password, by=None)
        grant_role(person=person, role=Role.SYSTEM_ADMIN, unit=unit, by=None)
