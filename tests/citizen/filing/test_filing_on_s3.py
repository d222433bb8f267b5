"""A whole filing whose file is on S3: sent with a step, filed, read by an agent, on a receipt."""

import pytest
from django.core.files.storage import Storage
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Demande
from portal.demandes.workflow import receipts
from portal.directory.models import Role
from tests import builders
from tests.citizen.filing.person import IDENTITY, PLACE, Person, main_of
from tests.portal.media import samples
from tests.portal.media.buckets import Buckets

pytestmark = pytest.mark.django_db


def test_a_demande_is_filed_and_answered_with_its_files_in_the_bucket(
    s3: Storage, buckets: Buckets, person: Person, client: Client
) -> None:
    person.answer("lieu", PLACE | {"photos": [samples.upload("un.txt", b"bonjour")]})
    assert "un.txt" in main_of(person.page("draft_step", "lieu"))
    person.answer("vous", IDENTITY)
    person.file()
    demande = Demande.objects.get()
    receipts.issue(demande.pk)
    demande.refresh_from_db()
    assert len(buckets.keys()) == 2, "the file and the receipt"

    officer = builders.make_member(demande.service, Role.OFFICER)
    client.force_login(officer, backend="portal.accounts.backends.AgentBackend")
    for stored_id, begins in (
        (demande.attachments.get().stored_id, b"bonjour"),
        (demande.receipt_id, b"%PDF"),
    ):
        response = client.get(reverse("demande_attachment", args=[demande.reference, stored_id]))
        assert response.getvalue().startswith(begins)
