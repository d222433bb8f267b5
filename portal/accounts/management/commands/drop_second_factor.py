"""manage.py drop_second_factor EMAIL: for the superuser whom nobody else can help."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import Kind, User


class Command(BaseCommand):
    help = "Retire le second facteur d’un agent : il en activera un autre à sa prochaine connexion."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        agent = User.objects.filter(kind=Kind.AGENT, email=options["email"].lower()).first()
        if agent is None:
            raise CommandError("Aucun agent n’a cette adresse.")
        Authenticator.objects.filter(user=agent).delete()
        self.stdout.write("Le second facteur est retiré.")
