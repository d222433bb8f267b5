"""« Autre demande » always exists."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from portal.accounts.models import User
from portal.directory.models import Organisation, Service
from portal.messaging.models import OutboundMessage
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.compile import NoForm, current_version
from portal.procedures.founding import found
from portal.procedures.models import Procedure
from tests.portal.procedures.factories import a_service, a_theme, asked

pytestmark = pytest.mark.django_db


def create(**more: str) -> str:
    out = StringIO()
    options = {"address": "1 place", "email": "mairie@ville.fr", "administrator": "Chef@ville.fr"}
    call_command("create_organisation", "Ville d’Exemple", stdout=out, **options | more)
    return out.getvalue()


def test_it_is_written_once_published_and_offered_everywhere():
    procedure = ensure_catch_all(a_service("mairie"))
    assert procedure.live
    assert procedure.shared
    assert asked(current_version(procedure).form, "message").required
    assert ensure_catch_all(a_service("autre")) == procedure
    assert str(procedure.service) == "Mairie"


def test_it_can_be_neither_unpublished_nor_deleted():
    procedure = ensure_catch_all(a_service())
    for forbidden in (procedure.unpublish, procedure.delete):
        with pytest.raises(PermissionDenied, match="reste toujours publiée"):
            forbidden()
    assert Procedure.objects.get().live


def test_it_comes_back_when_it_was_only_a_draft():
    procedure = ensure_catch_all(a_service())
    Procedure.objects.update(live=False)
    assert ensure_catch_all(a_service("autre")) == procedure
    assert Procedure.objects.get().live


def test_there_is_one_only():
    ensure_catch_all(a_service())
    with pytest.raises(IntegrityError):
        Procedure.objects.create(
            code="x", title="X", theme=a_theme(), catch_all=True, live=False, summary=""
        )


def test_a_bare_installation_gets_all_it_needs_from_one_command():
    assert "Ville d’Exemple est prête" in create()
    administrator = User.objects.get()
    assert administrator.email == "chef@ville.fr"
    assert administrator.is_administrator
    assert not administrator.has_usable_password()
    assert Procedure.objects.get().service == Service.objects.get()
    assert OutboundMessage.objects.get().recipient == "chef@ville.fr"


def test_a_second_organisation_shares_the_procedure_and_can_share_the_administrator():
    create()
    founded = found(
        organisation=Organisation(
            name="CCAS", slug="ccas", kind="ccas", address="2 place", email="ccas@ville.fr"
        ),
        administrator=User.objects.get(),
    )
    assert founded.administrator.memberships.count() == 2
    assert Procedure.objects.count() == 1
    assert OutboundMessage.objects.count() == 1


def test_a_wrong_organisation_leaves_nothing():
    with pytest.raises(CommandError):
        create(email="pas une adresse")
    create()
    with pytest.raises(CommandError):
        create()
    with pytest.raises(ValidationError):
        found(organisation=Organisation(name="X"), administrator=User.objects.get())
    assert Organisation.objects.count() == User.objects.count() == 1


def test_a_procedure_never_published_has_no_form():
    draft = Procedure.objects.create(code="x", title="X", theme=a_theme(), live=False, summary="")
    with pytest.raises(NoForm):
        current_version(draft)
