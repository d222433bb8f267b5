"""Sets an organisation up in a bare installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from portal.accounts.models import Kind, User
from portal.directory.models import Organisation
from portal.procedures.founding import found


class Command(BaseCommand):
    help = "Creates an organisation, its root service, « Autre demande » and an administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", choices=Organisation.Kind.values, default="city")
        parser.add_argument("--address", required=True, help="postal address")
        parser.add_argument("--email", required=True, help="the organisation's e-mail")
        parser.add_argument("--phone", default="")
        parser.add_argument("--administrator", required=True, help="the first agent's e-mail")

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["administrator"].lower()
        known = User.objects.filter(kind=Kind.AGENT, email=email).first()
        described = {name: options[name] for name in ("name", "kind", "address", "email", "phone")}
        try:
            founded = found(
                organisation=Organisation(slug=slugify(options["name"])[:50], **described),
                administrator=known or User(email=email, kind=Kind.AGENT),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{founded.organisation} est prête. "
            f"{email} reçoit le lien pour choisir son mot de passe, si le compte est nouveau."
        )
