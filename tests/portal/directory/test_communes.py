"""Communes: importing them, finding them while one types."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.commune_import import COLUMNS, RefusedFile, Report, import_communes
from portal.directory.commune_names import comparable
from portal.directory.models import Commune

pytestmark = pytest.mark.django_db
HEADER = ",".join(COLUMNS)
ARRAS = "62041,Arras,62,62000,42600,216200410,200033579,CU d'Arras"
SAINT_OMER = "62765,Saint-Omer,62,62500,14600,216207654,200069037,CA du Pays de Saint-Omer"
CAEN = "14118,Caen,14,14000,105000,211401187,200065597,CU Caen la Mer"
NOUMEA = "98818,Nouméa,988,98800 98801,94285,,,"


def lines(*rows: str, header: str = HEADER) -> list[str]:
    return [f"{line}\n" for line in (header, *rows)]


def refused(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(RefusedFile) as refusal:
        import_communes(lines(*rows, header=header))
    assert not Commune.objects.exists()
    return refusal.value.errors


class TestImport:
    def test_rows_become_communes(self) -> None:
        assert import_communes(lines(ARRAS, NOUMEA)) == Report(created=2, updated=0, left_out=0)

        noumea = Commune.objects.get(pk="98818")
        assert (noumea.name, noumea.department, noumea.folded) == ("Nouméa", "988", "noumea")
        assert noumea.postal_codes == "98800 98801"
        assert (noumea.population, noumea.siren) == (94285, "")

    def test_again_it_updates_and_keeps_what_the_file_does_not_name(self) -> None:
        import_communes(lines(ARRAS, CAEN))
        report = import_communes(lines(ARRAS.replace("Arras,", "Arras-la-Belle,", 1)))

        assert report == Report(created=0, updated=1, left_out=0)
        assert Commune.objects.get(pk="62041").folded == "arras la belle"
        assert Commune.objects.filter(pk="14118").exists()

    def test_some_departements_only(self) -> None:
        assert import_communes(lines(ARRAS, CAEN, NOUMEA), ["14", "988"]).left_out == 1
        assert not Commune.objects.filter(department="62").exists()

    def test_columns_come_in_any_order_with_others_between(self) -> None:
        names = ["longitude", *reversed(COLUMNS)]
        row = ["2.7", *reversed(ARRAS.split(","))]
        import_communes(lines(",".join(row), header=",".join(names)))

        assert Commune.objects.get().name == "Arras"

    def test_a_missing_column_is_named(self) -> None:
        assert refused(ARRAS, header=HEADER.replace("nom,", "name,", 1)) == [
            "Ligne 1 : il manque la colonne « nom »."
        ]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (ARRAS.replace("62041", "6204"), "le code INSEE a 5 caractères"),
            (ARRAS.replace("Arras,", ",", 1), "le nom manque"),
            (ARRAS.replace(",62,", ",soixante,"), "le département a 2 ou 3 caractères"),
            (ARRAS.replace("62000", "62 000"), "les codes postaux ont 5 chiffres"),
            (ARRAS.replace("42600", "beaucoup"), "la population est un nombre entier"),
            (ARRAS.replace("216200410", "1"), "le SIREN a 9 chiffres"),
            (ARRAS.replace("200033579", "1"), "le SIREN de l’intercommunalité"),
            ("62041,Arras", "le département a 2 ou 3 caractères"),
        ],
    )
    def test_a_wrong_row_is_named_by_its_line_and_nothing_is_written(self, row, said) -> None:
        (error,) = refused(CAEN, row)

        assert error.startswith("Ligne 3 : ")
        assert said in error

    def test_a_commune_given_twice_is_refused(self) -> None:
        assert refused(ARRAS, CAEN, ARRAS) == ["Ligne 4 : la commune 62041 y est déjà plus haut."]

    def test_of_a_hopeless_file_the_first_twenty_errors_are_told(self) -> None:
        errors = refused(*["x,,,,,,,"] * 100)

        assert len(errors) == 21
        assert errors[-1] == "… et 280 autres erreurs."

    def test_an_empty_file_is_refused(self) -> None:
        assert refused() == ["Ce fichier ne contient aucune commune."]

    def test_what_is_no_csv_is_refused(self) -> None:
        (error,) = refused('62041,"Arras')
        assert "ce n’est pas du CSV" in error


class TestCommand:
    def test_it_says_what_it_did(self, tmp_path: Path) -> None:
        file = tmp_path / "communes.csv"
        file.write_text("".join(lines(ARRAS, CAEN)), encoding="utf-8-sig")
        said = io.StringIO()
        call_command("import_communes", str(file), "--departements", "14", stdout=said)

        assert "1 communes ajoutées, 0 mises à jour, 1 laissées de côté." in said.getvalue()

    def test_a_file_in_another_encoding_is_refused_in_words(self, tmp_path: Path) -> None:
        file = tmp_path / "communes.csv"
        file.write_bytes("".join(lines(NOUMEA)).encode("latin-1"))
        with pytest.raises(CommandError, match="UTF-8"):
            call_command("import_communes", str(file))

    def test_a_file_that_is_not_there_is_told(self) -> None:
        with pytest.raises(CommandError, match="ne peut pas être lu"):
            call_command("import_communes", "nowhere.csv")

    def test_the_project_ships_four_departements(self) -> None:
        call_command("import_communes", stdout=io.StringIO())

        found = set(Commune.objects.order_by().values_list("department", flat=True).distinct())
        assert found == {"14", "51", "62", "988"}
        assert Commune.objects.filter(department="62").count() == 887

    def test_all_of_france_is_loaded_in_ten_seconds(self, tmp_path: Path) -> None:
        file = tmp_path / "france.csv"
        rows = (
            f"{number:05},Saint-Exemple-sur-Mer-{number},{number // 1000:02},{number:05} 99999,"
            f"{number},{number:09},200033579,CC de l'Exemple"
            for number in range(1000, 35_969)
        )
        file.write_text("".join(lines(*rows)), encoding="utf-8")
        start = time.process_time()
        call_command("import_communes", str(file), stdout=io.StringIO())

        assert time.process_time() - start < 10
        assert Commune.objects.count() == 34_969


class TestFinding:
    @pytest.fixture(autouse=True)
    def _communes(self) -> None:
        small = "62001,Saint-Omer-Capelle,62,62162,1000,,,"
        star = "80001,L'Étoile,80,80830,1100,,,"
        import_communes(lines(ARRAS, SAINT_OMER, CAEN, NOUMEA, small, star))

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("arr", ["Arras"]),
            ("ARRAS", ["Arras"]),
            ("noumea", ["Nouméa"]),
            ("saint omer", ["Saint-Omer", "Saint-Omer-Capelle"]),
            ("St-Omer", ["Saint-Omer", "Saint-Omer-Capelle"]),
            ("omer", ["Saint-Omer", "Saint-Omer-Capelle"]),
            ("l’étoile", ["L'Étoile"]),
            ("etoile", ["L'Étoile"]),
            ("62500", ["Saint-Omer"]),
            ("98801", ["Nouméa"]),
            ("62", ["Arras", "Saint-Omer", "Saint-Omer-Capelle"]),
            ("41", []),
            ("%", []),
            ("", []),
        ],
    )
    def test_by_name_or_postal_code(self, typed: str, found: list[str]) -> None:
        assert [commune.name for commune in Commune.objects.matching(typed)] == found

    def test_the_form_is_answered_in_json_and_may_keep_it_a_day(self, client: Client) -> None:
        response = client.get("/communes/", {"q": "noum"})

        assert response.json() == {
            "results": [
                {
                    "insee": "98818",
                    "name": "Nouméa",
                    "department": "988",
                    "postal_codes": ["98800", "98801"],
                    "formerly": "",
                }
            ]
        }
        assert response["Cache-Control"] == "public, max-age=86400"

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("rouville", ["Arras"]),
            ("ROU", ["Arras"]),
            ("vieille-eglise", ["Arras"]),
            ("ste eglise", []),
            ("st-omer", ["Arras", "Saint-Omer", "Saint-Omer-Capelle"]),
        ],
    )
    def test_by_a_former_name_in_one_query_names_of_today_first(
        self, typed: str, found: list[str], django_assert_num_queries: Any
    ) -> None:
        arras = Commune.objects.get(pk="62041")
        arras.former_names = "Rouville\r\nSaint-Omer la Vieille-Église\n\n"
        arras.save()
        with django_assert_num_queries(1):
            names = [commune.name for commune in Commune.objects.matching(typed)]
        assert sorted(names) == found
        assert names[-1:] == found[:1]

    def test_a_former_name_is_told_to_who_types_it_and_survives_an_import(
        self, client: Client
    ) -> None:
        arras = Commune.objects.get(pk="62041")
        arras.former_names = "Rouville\nBeaulieu"
        arras.save()
        import_communes(lines(ARRAS))

        def said(typed: str) -> str:
            return client.get("/communes/", {"q": typed}).json()["results"][0]["formerly"]

        assert said("rouv") == "anciennement Rouville, Beaulieu"
        assert said("arra") == said("62000") == ""
        assert [commune.pk for commune in Commune.objects.named("ROUVILLE")] == ["62041"]
        assert not Commune.objects.named("Rou")
        assert not Commune.objects.named("'")

    def test_one_letter_is_too_few(self, client: Client) -> None:
        assert client.get("/communes/", {"q": "a"}).json() == {"results": []}
        assert client.get("/communes/").json() == {"results": []}

    def test_ten_at_most_are_proposed(self, client: Client) -> None:
        import_communes(lines(*(f"6{n:04},Ablain-{n},62,62000,1,,," for n in range(100, 130))))

        assert len(client.get("/communes/", {"q": "ablain"}).json()["results"]) == 10

    def test_nobody_asks_without_end(self, client: Client) -> None:
        answers = [client.get("/communes/", {"q": "arras"}).status_code for _ in range(121)]

        assert answers == [200] * 120 + [429]


@given(st.text(max_size=80))
def test_a_comparable_name_is_its_own_comparable_name(name: str) -> None:
    once = comparable(name)
    assert "  " not in once
    assert once == once.lower()
