"""Zones: where a point or a street is, drawing them in the admin, importing them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.directory.commune_names import indexed
from portal.directory.membership import grant
from portal.directory.models import Zone
from portal.directory.outlines import BadOutline
from portal.directory.roles import Role
from portal.directory.street_names import runs, street
from portal.directory.zone_import import RefusedZones, import_zones
from tests.builders import make_commune
from tests.portal.directory.factories import make_agent, make_organisation, make_service
from tests.portal.directory.zones import EAST, NOWHERE, OUTLINES, WEST, make_zone

pytestmark = pytest.mark.django_db


def codes(zones: list[Zone]) -> list[str]:
    return sorted(zone.code for zone in zones)


class TestAPoint:
    def test_is_in_every_zone_whose_outline_holds_it_in_one_query(
        self, django_assert_num_queries: Any
    ) -> None:
        for code in ("ouest", "est"):
            make_zone(code)
        make_zone("canton", kind=Zone.Kind.CANTON)
        make_zone("sans-contour")
        for point, expected in ((WEST, ["canton", "ouest"]), (EAST, ["canton", "est"])):
            with django_assert_num_queries(1):
                assert codes(Zone.objects.at(*point)) == expected

    def test_elsewhere_is_in_none(self) -> None:
        make_zone("ouest")
        assert Zone.objects.at(*NOWHERE) == []

    def test_on_the_border_of_two_quartiers_is_in_one(self) -> None:
        make_zone("ouest")
        make_zone("est")
        assert codes(Zone.objects.at(50.29, 2.77)) == ["est"]


class TestAnOutline:
    def test_moves_its_box_and_goes_with_it(self) -> None:
        zone = make_zone("ouest")
        assert (zone.south, zone.west, zone.north, zone.east) == (50.28, 2.75, 50.30, 2.77)
        zone.outline = None
        zone.save()
        assert zone.south is None
        assert Zone.objects.at(*WEST) == []

    def test_that_is_none_is_never_written(self) -> None:
        with pytest.raises(BadOutline):
            make_zone("ouest", outline={"type": "Point", "coordinates": [2, 50]})

    def test_has_a_whole_box_in_the_database(self) -> None:
        zone = make_zone("ouest")
        with pytest.raises(IntegrityError), transaction.atomic():
            Zone.objects.filter(pk=zone.pk).update(south=None)


class TestAStreet:
    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ("12 rue des Tanneurs", ["ouest"]),
            ("12bis, RUE DES TANNEURS", ["ouest"]),
            ("appartement 3, 12 r. des tanneurs", ["ouest"]),
            ("4 av. de la Gare", ["est"]),
            ("5 place St-Géry", ["ouest"]),
            ("rue de Lens prolongée", ["est"]),
            ("8 rue de Lens", ["ouest"]),
            ("12 rue des Tanneurs du Nord", ["ouest"]),
            ("rue des Roses", []),
            ("Tanneurs", []),
            ("", []),
        ],
    )
    def test_is_found_as_people_write_it(self, said: str, found: list[str]) -> None:
        make_zone("ouest", streets="Rue des Tanneurs\nPlace Saint-Géry\nRue de Lens")
        make_zone("est", streets="Avenue de la Gare\nRue de Lens prolongée")
        assert codes(Zone.objects.of_street(said)) == found

    def test_shared_by_two_zones_is_in_both(self) -> None:
        make_zone("ouest", streets="Rue Longue")
        make_zone("est", streets="rue longue")
        assert codes(Zone.objects.of_street("1 rue Longue")) == ["est", "ouest"]


@given(streets=st.lists(st.text(alphabet="abcr '-é.", max_size=12), max_size=5))
def test_every_street_of_an_index_is_found_whole(streets: list[str]) -> None:
    index = indexed("\n".join(streets), street)
    for name in streets:
        assert f"\n{street(name)}\n" in index or not street(name)


def test_the_runs_of_words_come_longest_first() -> None:
    assert runs(["a", "b", "c"]) == ["a b c", "a b", "b c", "a", "b", "c"]
    assert runs(["a", "b", "c"], shortest=2, longest=2) == ["a b", "b c"]


class TestInTheAdmin:
    CREATE = "/admin/directory/zone/create/"

    @pytest.fixture
    def administrator(self) -> User:
        agent = make_agent()
        service = make_service()
        by = make_agent(is_superuser=True)
        grant(agent=agent, service=service, role=Role.ADMINISTRATOR, by=by)
        agent.organisation = service.organisation
        make_commune()
        return agent

    def typed(self, agent: Any, **more: Any) -> dict[str, Any]:
        return {
            "name": "Les Faubourgs",
            "code": "faubourgs",
            "kind": "quartier",
            "organisation": agent.organisation.pk,
            "communes": "Arras",
            "outline": json.dumps(OUTLINES["ouest"]),
            "streets": "Rue Neuve",
        } | more

    def test_a_zone_is_drawn_then_read_again(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)
        client.post(self.CREATE, self.typed(administrator))
        zone = Zone.objects.get()
        assert codes(Zone.objects.at(*WEST)) == ["faubourgs"]
        assert [commune.pk for commune in zone.communes.all()] == ["62041"]
        page = client.get(f"/admin/directory/zone/edit/{zone.pk}/").content.decode()
        assert "Arras (62041)" in page
        assert "MultiPolygon" not in page
        assert "[2.75, 50.28]" in page
        renamed = self.typed(administrator, name="Le Levant", code="levant")
        client.post(f"/admin/directory/zone/edit/{zone.pk}/", renamed)
        assert Zone.objects.get(name="Le Levant").code == "faubourgs"
        listed = client.get("/admin/directory/zone/?q=faubourg").content.decode()
        assert "contour, rues" in listed

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("outline", "{", "Ce n’est pas du GeoJSON"),
            ("outline", '{"type": "Point", "coordinates": [2, 50]}', "ni point, ni ligne"),
            ("communes", "Nullepart", "La commune « Nullepart » n’existe pas"),
            ("communes", "Saint-Omer", "Plusieurs communes s’appellent"),
            ("name", "Vieux", "Cette collectivité a déjà une zone de ce nom."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client: Client, administrator: Any, name: str, value: str, said: str
    ) -> None:
        make_commune("62765", "Saint-Omer")
        make_commune("14000", "Saint-Omer")
        make_zone("vieux", organisation=administrator.organisation)
        client.force_login(administrator)
        page = client.post(self.CREATE, self.typed(administrator, **{name: value}))
        assert said in page.content.decode()
        assert page.context["form"][name].value() == value
        assert Zone.objects.count() == 1

    def test_nobody_draws_for_an_organisation_that_they_do_not_administer_whole(
        self, client: Client, administrator: Any
    ) -> None:
        other = make_zone("autre", organisation=make_organisation())
        client.force_login(administrator)
        client.post(self.CREATE, self.typed(administrator, organisation=other.organisation_id))
        make_service(organisation=administrator.organisation)
        client.post(self.CREATE, self.typed(administrator))
        assert codes(list(Zone.objects.all())) == ["autre"]
        assert "Autre" not in client.get("/admin/directory/zone/").content.decode()
        assert client.get(f"/admin/directory/zone/edit/{other.pk}/").status_code == 302


def feature(code: str = "ouest", **properties: Any) -> dict[str, Any]:
    given_properties = {"code": code, "nom": code.title(), "communes": "62041"} | properties
    geometry = OUTLINES.get(code)
    return {"type": "Feature", "properties": given_properties, "geometry": geometry}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


class TestImport:
    @pytest.fixture
    def city(self) -> Any:
        make_commune()
        return make_organisation()

    def test_features_become_zones(self, city: Any) -> None:
        text = collection(feature(rues=["Rue Neuve"]), feature("canton", type="canton"))
        report = import_zones(text, city)
        assert (report.created, report.updated) == (["Ouest", "Canton"], [])
        zone = Zone.objects.get(code="ouest")
        assert (zone.kind, zone.streets) == ("quartier", "Rue Neuve")
        assert codes(Zone.objects.at(*WEST)) == ["canton", "ouest"]

    def test_again_nothing_changes_and_a_change_is_counted(self, city: Any) -> None:
        import_zones(collection(feature(), feature("est")), city)
        report = import_zones(collection(feature(), feature("est", nom="Levant")), city)
        assert (report.created, report.updated, report.unchanged) == ([], ["Levant"], ["Ouest"])
        assert Zone.objects.count() == 2

    def test_a_dry_run_says_the_same_and_writes_nothing(self, city: Any) -> None:
        assert import_zones(collection(feature()), city, dry_run=True).created == ["Ouest"]
        assert not Zone.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            (feature("est", communes="62999"), "ces communes n’existent pas : 62999"),
            (feature("est", communes=""), "donnez ses « communes »"),
            (feature("est", type="ville"), "kind : "),
            (feature("est", nom=""), "name : "),
            (feature("pas un code"), "code : "),
            (feature("ouest"), "le code « ouest » est déjà plus haut"),
            (feature("pris"), "le code « pris » est celui d’une autre collectivité"),
            (feature("est") | {"geometry": {"type": "Point"}}, "ni point, ni ligne"),
            ({"type": "Feature"}, "elle n’a pas de « properties »"),
            (12, "elle n’a pas de « properties »"),
        ],
    )
    def test_each_wrong_feature_is_named_and_nothing_is_written(
        self, city: Any, wrong: Any, said: str
    ) -> None:
        make_zone("pris", organisation=make_organisation())
        with pytest.raises(RefusedZones) as refusal:
            import_zones(collection(feature(), wrong), city)
        assert said in str(refusal.value)
        assert str(refusal.value).startswith("Zone 2")
        assert Zone.objects.count() == 1

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": []}', '{"features": 3}'])
    def test_a_file_without_zones_is_refused(self, city: Any, text: str) -> None:
        with pytest.raises(RefusedZones):
            import_zones(text, city)

    def test_the_command_tells_what_it_did(
        self, city: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "zones.geojson"
        path.write_text(collection(feature()))
        call_command("import_zones", path, organisation=city.slug, dry_run=True)
        assert "Essai, rien n’est écrit : 1 zones ajoutées" in capsys.readouterr().out
        call_command("import_zones", path, organisation=city.slug)
        assert codes(list(Zone.objects.all())) == ["ouest"]
        path.write_text("{")
        for wrong in ({"organisation": city.slug}, {"organisation": "ailleurs"}):
            with pytest.raises(CommandError):
                call_command("import_zones", path, **wrong)
