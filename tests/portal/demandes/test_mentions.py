"""Colleagues named in notes: who may be, who is, how they are told, what they lose."""

import string
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.demandes import mentions, rights
from portal.demandes.mentions import named
from portal.demandes.models import Demande, JournalEntry, Mention, Note
from portal.demandes.states import Action
from portal.demandes.workflow import exchanges
from portal.demandes.workflow.deed import Refused
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests.builders import make_agent, make_demande, make_member, make_service

NAMES = ["Marie Roy", "Marie Roy-Petit", "Élodie N’Guyen", "Jean Paul Sartre", "Jean Paul"]


def write(demande: Demande, by: User, *mentioned: User, body: str = "À voir.") -> None:
    exchanges.note(demande, body=body, agent=by, key=uuid4(), mentioned=mentioned)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Marie Roy peux-tu voir ?", ["marie roy"]),
        ("Voir avec @marie roy, et @ÉLODIE N'GUYEN.", ["marie roy", "elodie n'guyen"]),
        ("(@Marie Roy)", ["marie roy"]),
        ("@Marie Roy-Petit", ["marie roy-petit"]),
        ("@Marie  Roy\u00a0: oui", ["marie roy"]),
        ("@Marie\nRoy", ["marie roy"]),
        ("@Jean Paul Sartre ou @Jean Paul", ["jean paul sartre", "jean paul"]),
        ("@Marie Royer", []),
        ("@Marie Roy-Durand", []),
        ("@Marie", []),
        ("marie@Marie Roy", []),
        ("@@Marie Roy", []),
        ("@ Marie Roy", ["marie roy"]),
        ("Marie Roy", []),
        ("@", []),
        ("", []),
    ],
)
def test_who_is_named_is_read_from_the_text(text: str, found: list[str]) -> None:
    assert named(text, NAMES) == set(found)


@given(
    before=st.sampled_from(["", "Voir ", "(", "\n", "« "]),
    name=st.sampled_from(NAMES),
    after=st.sampled_from(["", " ", ", merci", ".", " :", ")", "\n", " - urgent", "’s"]),
    shout=st.booleans(),
)
def test_a_name_is_found_whatever_stands_around_it(
    before: str, name: str, after: str, shout: bool
) -> None:
    text = f"{before}@{name.upper() if shout else name}{after}"
    assert named(text, NAMES) == {mentions.plain(name)}


@given(st.text(alphabet=string.ascii_letters + " @.-'é\n\u00a0", max_size=400))
def test_whatever_is_typed_only_known_names_are_found(text: str) -> None:
    known = {mentions.plain(name) for name in NAMES}
    assert named(text, NAMES) <= known
    assert named(text, []) == set()
    assert named(text, ["", " "]) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("confidential", [False, True])
def test_those_who_may_be_named_are_those_whose_role_reads(confidential: bool) -> None:
    above = make_service()
    demande = make_demande(service=make_service(parent=above), confidential=confidential)
    below = make_service(parent=demande.service)
    for place in (above, demande.service, below, make_service()):
        for role in Role:
            make_member(place, role)
            make_member(place, role, is_active=False)
    make_agent(is_superuser=True)
    User.objects.create_citizen("awa@exemple.example")

    allowed = set(mentions.readers(demande))

    active = User.objects.filter(is_active=True)
    assert allowed == {each for each in active if rights.may_read(each, demande)}


@pytest.mark.django_db
def test_whoever_is_named_is_told_without_the_words_of_the_note() -> None:
    demande = make_demande(confidential=True, title="Demander une aide")
    officer, head = (make_member(demande.service, role) for role in (Role.OFFICER, Role.HEAD))

    write(demande, officer, head, body="@Karim : le père est malade.")

    mention = Mention.objects.get()
    assert (mention.note.body, mention.agent) == ("@Karim : le père est malade.", head)
    mail = OutboundMessage.objects.get(recipient=head.email)
    assert demande.get_absolute_url() in mail.text
    assert str(officer) in mail.text
    for word in ("malade", "aide", "Delattre", demande.service.name):
        assert word not in mail.text + mail.html + mail.subject
    entry = JournalEntry.objects.filter(action=Action.NOTE).get()
    assert entry.data == {"note": mention.note_id, "mentioned": [head.pk]}


@pytest.mark.django_db
def test_the_same_form_twice_names_and_tells_once() -> None:
    demande = make_demande()
    officer, head = (make_member(demande.service, role) for role in (Role.OFFICER, Role.HEAD))
    key = uuid4()
    for _ in range(2):
        exchanges.note(demande, body="Voir.", agent=officer, key=key, mentioned=[head])
    assert Mention.objects.count() == 1
    assert OutboundMessage.objects.filter(recipient=head.email).count() == 1


@pytest.mark.django_db
def test_who_may_not_read_is_refused_by_name_and_nothing_is_written() -> None:
    demande = make_demande(confidential=True)
    officer, head = (make_member(demande.service, role) for role in (Role.OFFICER, Role.HEAD))
    adviser = make_member(demande.service, Role.ADVISER, first_name="Ana", last_name="Petit")
    with pytest.raises(Refused, match="n’est pas ouverte à Ana Petit"):
        write(demande, officer, head, adviser)
    assert not Mention.objects.exists()
    assert not Note.objects.exists()
    assert not OutboundMessage.objects.filter(recipient=head.email).exists()


@pytest.mark.django_db
def test_opening_the_demande_reads_its_mentions_and_no_other_s() -> None:
    demande, other = make_demande(), make_demande()
    officer, head = (make_member(demande.service, role) for role in (Role.OFFICER, Role.HEAD))
    other.service.memberships.create(agent=head, role=Role.HEAD)
    other.service.memberships.create(agent=officer, role=Role.OFFICER)
    for each in (demande, other):
        write(each, officer, head)

    assert not mentions.opened(demande, officer)
    assert mentions.opened(demande, head)
    assert not mentions.opened(demande, head)

    assert [each.note.demande for each in Mention.objects.of(head).unseen()] == [other]
