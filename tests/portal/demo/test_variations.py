"""503 procedures: those that are derived are as different, and as sound, as those written."""

import json
import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from portal.demo import referential, staff, territory
from portal.demo.data import read, read_all
from portal.demo.lives import LIVES
from portal.demo.referential import Extent
from portal.demo.stories import more_lives, told_lives
from portal.demo.variations import variations
from portal.procedures.exchange import load
from portal.procedures.models import Procedure
from portal.procedures.schema import FormSchema
from portal.procedures.validation import problems

WRITTEN = read_all("procedures")
DERIVED = list(variations(WRITTEN))
EACH_FAMILY = {row["title"].partition(" ")[0]: row for row in DERIVED}.values()


def test_the_whole_referential_holds_503_procedures_with_autre_demande() -> None:
    assert len(referential.procedures(Extent.WHOLE)) + 1 == 503
    assert len(referential.procedures(Extent.WRITTEN)) == len(WRITTEN) >= 60
    assert len(referential.procedures(Extent.TOLD)) == 14


def test_no_two_procedures_share_a_code_a_title_or_a_form() -> None:
    rows = referential.procedures(Extent.WHOLE)
    for told in ("code", "title"):
        assert not [said for said, times in Counter(row[told] for row in rows).items() if times > 1]
    forms = {json.dumps(FormSchema.read(row["form"]).as_json(), sort_keys=True) for row in rows}
    assert len(forms) == len(rows)


def test_every_derived_form_can_be_filed() -> None:
    found = {row["code"]: problems(FormSchema.read(row["form"])) for row in DERIVED}
    assert not {code: said for code, said in found.items() if said}


def test_what_a_derived_procedure_names_is_in_its_form() -> None:
    for row in DERIVED:
        keys = {field.key for field in FormSchema.read(row["form"]).fields()}
        named = {document["field_key"] for document in row["required_documents"]}
        named |= {rule.get("field_key", "") for rule in row["routing_rules"]}
        assert named | {row["subject_field"]} <= keys | {""}, row["code"]


def test_each_variation_has_words_and_a_question_of_its_own() -> None:
    for row in DERIVED:
        words = row["words"].splitlines()
        base = next(base for code, base in WRITTEN.items() if row["code"].startswith(f"{code}-"))
        assert set(words) > set(base["words"].splitlines()), row["code"]
        question = row["form"]["steps"][0]["fields"][0]
        assert len(question["options"]) >= 3, row["code"]


def test_contractions_are_those_of_french() -> None:
    asked = [row["form"]["steps"][0]["fields"][0]["label"] for row in DERIVED]
    told = [row[said] for row in DERIVED for said in ("title", "summary", "words")]
    said = " / ".join([*asked, *told])
    assert not re.search(r"\b(à|de) les? |\bde [aeiouéê]", said)


def test_more_than_three_hundred_lives_are_told_the_same_every_time() -> None:
    lives = told_lives() + more_lives()
    assert len(lives) >= 300
    assert more_lives() == more_lives()
    assert {life for _code, _days_ago, life in lives} <= set(LIVES)
    assert {code for code, _days_ago, _life in lives} == set(read_all("dossiers"))


@pytest.mark.django_db
def test_the_administrators_import_publishes_one_of_each_kind_of_title() -> None:
    territory.found()
    staff.hire()
    bases = [row for row in WRITTEN.values() if row["code"] not in {"apa", "fsl"}]
    chosen = [*EACH_FAMILY][:6] + bases[:4]
    load({"version": 1, "themes": read("themes"), "procedures": chosen})
    assert Procedure.objects.live().count() == 10


@pytest.mark.django_db
def test_what_is_not_in_the_list_is_no_extent() -> None:
    with pytest.raises(Exception, match="invalid choice"):
        call_command("load_demo", "--force", "--extent", "rien", stdout=StringIO())
