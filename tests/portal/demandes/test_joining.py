"""The person's other demandes: joined by an agent's word, within a sector, for who may read."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import persons
from portal.demandes.models import Demande, ExceptionalAccess, Joined
from portal.demandes.states import Action
from portal.demandes.workflow import joining, requalifying
from portal.demandes.workflow.deed import ChangedMeanwhile, NotAllowed, Refused
from portal.directory.models import Role
from portal.procedures.models import Procedure, Sector
from tests.builders import make_demande, make_member, make_procedure, make_service, make_theme

WHY = "Elle l’a dit au guichet."


@dataclass
class Desk:
    """One service with two procedures of one sector, one confidential, and one of another."""

    officer: User
    adviser: User
    ordinary: Procedure
    confidential: Procedure
    elsewhere: Procedure


@pytest.fixture
def desk(db: None) -> Desk:
    service = make_service("Vie sociale")
    social, roads = make_theme(sector=Sector.SOCIAL), make_theme(sector=Sector.ROADS)
    return Desk(
        officer=make_member(service, Role.OFFICER),
        adviser=make_member(service, Role.ADVISER),
        ordinary=make_procedure(service=service, theme=social),
        confidential=make_procedure(service=service, theme=social, confidential=True),
        elsewhere=make_procedure(service=service, theme=roads),
    )


def join(one: Demande, other: Demande, agent: User) -> None:
    joining.join(one, other=other, reason=WHY, agent=agent, version=one.version)
    other.refresh_from_db()


def others(demande: Demande, agent: User) -> set[int]:
    fresh = Demande.objects.select_related("joined").get(pk=demande.pk)
    return {each.pk for each in persons.others_of(fresh, agent)}


def actions(demande: Demande) -> list[str]:
    return list(demande.journal.order_by("number").values_list("action", flat=True))


def test_a_shared_email_and_telephone_join_nothing(desk: Desk) -> None:
    one, other = make_demande(desk.ordinary), make_demande(desk.ordinary)
    assert one.filer_email == other.filer_email != ""
    assert others(one, desk.officer) == others(other, desk.officer) == set()
    assert persons.alike(one, desk.officer) == [other]  # offered, no more


def test_joined_demandes_are_seen_from_both_and_the_journals_say_so(desk: Desk) -> None:
    one, other = make_demande(desk.ordinary), make_demande(desk.ordinary)
    join(one, other, desk.officer)
    assert others(one, desk.adviser) == {other.pk}
    assert others(other, desk.adviser) == {one.pk}
    for each, with_ in ((one, other), (other, one)):
        assert actions(each) == [Action.FILE, Action.SAME_PERSON]
        entry = each.journal.get(action=Action.SAME_PERSON)
        assert (entry.agent, entry.data) == (desk.officer, {"with": with_.pk})
    assert set(Joined.objects.values_list("reason", flat=True)) == {WHY}
    assert persons.alike(Demande.objects.get(pk=one.pk), desk.officer) == []


def test_what_is_joined_to_either_is_joined_to_both(desk: Desk) -> None:
    a, b, c, d = (make_demande(desk.ordinary) for _ in range(4))
    join(a, b, desk.officer)
    join(c, d, desk.officer)
    join(b, c, desk.officer)
    assert others(a, desk.officer) == {b.pk, c.pk, d.pk}
    with pytest.raises(Refused, match="déjà rapprochées"):
        join(a, d, desk.officer)


def test_one_leaves_and_the_others_stay_together(desk: Desk) -> None:
    a, b, c = (make_demande(desk.ordinary) for _ in range(3))
    join(a, b, desk.officer)
    join(b, c, desk.officer)
    joining.separate(b, agent=desk.officer, version=b.version)
    assert others(b, desk.officer) == set()
    assert others(a, desk.officer) == {c.pk}
    for each in (a, b, c):
        assert actions(each)[-1] == Action.NOT_SAME_PERSON
    a.refresh_from_db()
    joining.separate(a, agent=desk.officer, version=a.version)
    assert not Joined.objects.exists()
    a.refresh_from_db()
    with pytest.raises(Refused, match="rapprochée d’aucune"):
        joining.separate(a, agent=desk.officer, version=a.version)


def test_never_across_sectors(desk: Desk) -> None:
    one, other = make_demande(desk.ordinary), make_demande(desk.elsewhere)
    assert persons.alike(one, desk.officer) == []
    with pytest.raises(Refused, match="même secteur"):
        join(one, other, desk.officer)
    assert not Joined.objects.exists()
    assert actions(one) == actions(other) == [Action.FILE]


def test_a_demande_that_goes_to_another_sector_leaves_the_others(desk: Desk) -> None:
    one, other = make_demande(desk.ordinary), make_demande(desk.ordinary)
    join(one, other, desk.officer)
    Procedure.objects.update(live=True)
    requalifying.requalify(
        one, procedure=desk.elsewhere, reason="…", agent=desk.officer, version=one.version
    )
    assert others(one, desk.officer) == others(other, desk.officer) == set()


def test_a_confidential_demande_shows_among_the_others_to_its_handlers_only(desk: Desk) -> None:
    one, secret = make_demande(desk.ordinary), make_demande(desk.confidential)
    assert persons.alike(one, desk.adviser) == []
    assert persons.alike(one, desk.officer) == [secret]
    with pytest.raises(NotAllowed):
        join(one, secret, desk.adviser)
    join(one, secret, desk.officer)
    assert others(one, desk.officer) == {secret.pk}
    assert others(one, desk.adviser) == set()


def test_an_exceptional_access_doesnt_show_the_others(desk: Desk) -> None:
    one, secret = make_demande(desk.ordinary), make_demande(desk.confidential)
    join(one, secret, desk.officer)
    later = timezone.now() + timezone.timedelta(hours=1)
    ExceptionalAccess.objects.create(demande=secret, agent=desk.adviser, expires_at=later)
    assert others(one, desk.adviser) == set()


def test_who_cant_read_both_joins_nothing(desk: Desk) -> None:
    one, far = make_demande(desk.ordinary), make_demande()
    for agent in (desk.officer, make_member(far.service, Role.OFFICER)):
        with pytest.raises(NotAllowed):
            join(one, far, agent)
    assert not Joined.objects.exists()


def test_neither_to_itself_nor_from_an_old_page(desk: Desk) -> None:
    one, other = make_demande(desk.ordinary), make_demande(desk.ordinary)
    with pytest.raises(Refused, match="la même demande"):
        join(one, one, desk.officer)
    with pytest.raises(ChangedMeanwhile):
        joining.join(one, other=other, reason=WHY, agent=desk.officer, version=9)
    assert not Joined.objects.exists()


def test_a_group_has_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "LARGEST", 3)
    a, b, c = (make_demande(desk.ordinary) for _ in range(3))
    join(a, b, desk.officer)
    with pytest.raises(Refused, match="Trop de demandes"):
        join(b, c, desk.officer)
