"""The referential travels as a file, and arrives whole or not at all."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ReferenceIndex

from portal.procedures.compile import blocks_of, current_version, schema_of
from portal.procedures.description import export
from portal.procedures.exchange import ImportRefused, load
from portal.procedures.keys import name_keys
from portal.procedures.models import FormVersion, Procedure, Theme
from portal.procedures.tasks import BATCH, index_references
from tests.portal.procedures.factories import (
    FORM,
    a_procedure,
    a_service,
    a_theme,
    asked,
    described,
)
from tests.portal.procedures.test_form_conditions import schemas
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _territory():
    a_theme()
    a_service()


def refused(procedure: dict) -> str:
    with pytest.raises(ImportRefused) as caught:
        load({"procedures": [procedure]})
    return " ".join(caught.value.problems[procedure.get("code", "sans nom")])


def test_what_is_exported_comes_back_the_same_elsewhere():
    rule = {"field_key": "danger", "field_value": "oui", "service": "voirie"}
    document = {"label": "Photo", "why": "Pour voir", "field_key": "photos"}
    procedure = a_procedure(
        routing_rules=[rule],
        required_documents=[document],
        offers=[{"channel": "telephone", "note": "8 h – 12 h"}, {"channel": "desk"}],
    )
    before = export()
    Procedure.objects.all().delete()
    Theme.objects.all().delete()
    assert load(json.loads(json.dumps(before))).created == [procedure.code]
    assert export() == before
    again = Procedure.objects.get()
    assert again.live
    assert again.routing_rules.get().service.code == "voirie"
    assert [offer.channel for offer in again.offers.all()] == ["telephone", "desk"]


def test_the_same_file_twice_changes_nothing():
    data = {"procedures": [described()]}
    assert load(deepcopy(data)).created == ["nid-de-poule"]
    before = Procedure.objects.get().latest_revision_id
    assert load(deepcopy(data)).unchanged == ["nid-de-poule"]
    assert Procedure.objects.get().latest_revision_id == before
    assert load(export()).unchanged == ["nid-de-poule"]


def test_what_changed_in_the_file_changes_here_and_leaves_a_revision():
    procedure = a_procedure()
    assert load({"procedures": [described(title="Un trou")]}).changed == ["nid-de-poule"]
    procedure.refresh_from_db()
    assert procedure.title == "Un trou"
    assert procedure.revisions.count() == 2


def test_a_procedure_leaves_the_catalogue_when_the_file_says_so():
    a_procedure()
    load({"procedures": [described(live=False)]})
    assert not Procedure.objects.get().live


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"silence": ""}, "Indiquez le régime légal"),
        ({"service": ""}, "Indiquez le service responsable"),
        ({"service": "lune"}, "Créez d’abord le service « lune »"),
        ({"theme": "lune"}, "Créez d’abord le thème « lune »"),
        ({"theme": ["voirie"]}, "Créez d’abord le thème « ['voirie'] »"),
        ({"legal_basis": " "}, "Indiquez le fondement légal"),
        ({"silence": "accept", "legal_basis": ""}, "Indiquez le fondement légal"),
        ({"appeal_route": ""}, "Indiquez les voies et délais de recours"),
        ({"form": {"steps": []}}, "Ajoutez au moins une étape"),
        ({"form": {"steps": FORM["steps"][:1]}}, "Ajoutez une question « Identité »"),
        ({"colour": "bleu"}, "Retirez ce qui n’est pas reconnu : colour"),
        ({"offers": "téléphone"}, "doit être une liste"),
        ({"offers": [{"channel": "pigeon"}]}, "pigeon"),
        ({"required_documents": [{"label": "Photo"}]}, "why"),
        ({"required_documents": [{"label": "P", "why": "V", "field_key": "rue"}]}, "ne reçoit pas"),
        ({"subject_field": "objet"}, "qui résume la demande, n’existe pas"),
        ({"routing_rules": [{"service": "voirie"}]}, "n’a aucun critère"),
        ({"routing_rules": [{"service": "voirie", "field_key": "x"}]}, "regarde « x »"),
        ({"routing_rules": [{"service": "lune", "channel": "online"}]}, "le service « lune »"),
        ({"answer_delay": 0}, "answer_delay"),
        ({"acknowledge_days": 8}, "Accusez réception sous 7 jours"),
        ({"code": "Été !"}, "code"),
        ({"catch_all": True}, "proposé sur tous les sites"),
    ],
)
def test_what_can_not_be_published_is_refused_in_french(change, said):
    assert said in refused(described() | change)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize("live", ["non", "true", 1, None])
def test_what_is_in_force_is_said_by_true_or_false(live):
    assert "« live » s’écrit true ou false" in refused(described() | {"live": live})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"show_if": {"tests": [{"field": {"a": 1}, "op": "is"}]}}, "« field » doit être un texte"),
        ({"show_if": {"tests": [{"field": "a", "op": ["is"]}]}}, "« op » doit être un texte"),
        ({"show_if": {"match": {}, "tests": [{"field": "a"}]}}, "« match » doit être un texte"),
        ({"show_if": {"tests": 3}}, "illisible"),
        ({"type": {}}, "« type » doit être un texte"),
        ({"key": []}, "« key » doit être un texte"),
        ({"required": "non"}, "« required » doit être true ou false"),
        ({"max_files": "trois"}, "« max_files » doit être un nombre entier"),
    ],
)
def test_a_form_of_the_wrong_shape_says_what_to_write(change, said):
    question = {"key": "q", "type": "text", "label": "Question"} | change
    form = {"steps": [{"key": "s", "title": "S", "fields": [question]}]}
    assert said in refused(described() | {"form": form})


def test_one_refused_procedure_keeps_the_whole_file_out():
    with pytest.raises(ImportRefused) as caught:
        load({"procedures": [described("bonne"), described("fausse", silence="")]})
    assert list(caught.value.problems) == ["fausse"]
    assert not Procedure.objects.exists()


def test_an_unfinished_procedure_is_imported_as_a_draft():
    load({"procedures": [described(live=False, silence="", form={"steps": []})]})
    assert not Procedure.objects.get().live


def test_a_new_procedure_without_a_theme_is_refused():
    data = described()
    del data["theme"]
    assert "Créez d’abord le thème" in refused(data)


@pytest.mark.parametrize(
    "data",
    [
        *([], {"version": 99}, {"procedures": ["x"]}, {"themes": [{}]}),
        *({"themes": 5}, {"procedures": None}),
    ],
)
def test_what_is_no_referential_is_refused(data):
    with pytest.raises(ImportRefused):
        load(data)


def test_a_key_once_published_is_never_used_with_another_type():
    procedure = a_procedure()
    form = deepcopy(FORM)
    form["steps"][0]["fields"][0]["type"] = "number"
    assert "La clé « rue » a déjà servi" in refused(described(form=form))
    without = deepcopy(FORM)
    del without["steps"][0]["fields"][0]
    load({"procedures": [described(form=without)]})
    assert current_version(procedure).form.field("rue") is None
    assert "La clé « rue » a déjà servi" in refused(described(form=form))
    load({"procedures": [described(form=FORM)]})
    assert asked(current_version(procedure).form, "rue").type == "text"
    assert procedure.publications.count() == 3
    assert FormVersion.objects.count() == 2


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(schemas())
def test_a_form_goes_through_the_blocks_and_back_unchanged(schema):
    raw = blocks_of(schema)
    stream = Procedure(steps=raw).steps
    assert schema_of(raw) == schema
    assert schema_of(stream) == schema
    assert schema_of(stream.stream_block.to_python(name_keys(raw))) == schema


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(schemas())
def test_one_form_has_one_version(schema):
    version = FormVersion.objects.freeze(schema)
    assert FormVersion.objects.freeze(schema_of(blocks_of(schema))) == version
    assert version.form == schema


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries(
        {
            "title": st.from_regex(r"[A-Za-zé]{1,30}", fullmatch=True),
            "cost": st.from_regex(r"[a-z0-9 ]{1,20}x", fullmatch=True),
            "silence": st.sampled_from(["accept", "reject", "none"]),
            "silence_months": st.integers(1, 24),
            "confidential": st.booleans(),
            "live": st.booleans(),
        }
    ),
    schemas(),
)
def test_any_procedure_survives_the_journey(fields, schema):
    form = schema.as_json()
    form["steps"].append(FORM["steps"][1])
    for procedure in Procedure.objects.all():
        procedure.delete()
    load({"procedures": [described(**fields, form=form)]})
    data = json.loads(json.dumps(export()))
    assert data["procedures"][0] == data["procedures"][0] | fields
    assert load(data).unchanged == ["nid-de-poule"]
    for procedure in Procedure.objects.all():
        procedure.delete()
    load(data)
    assert export() == data


def test_the_commands_write_and_read_the_file(tmp_path):
    a_procedure()
    a_procedure("lampadaire", title="Un lampadaire éteint")
    file = tmp_path / "referentiel.json"
    call_command("export_referential", file, code=["lampadaire"], stdout=StringIO())
    Procedure.objects.get(code="lampadaire").delete()
    out = StringIO()
    call_command("import_referential", file, stdout=out)
    assert out.getvalue() == "Démarches : 1 créées, 0 modifiées, 0 déjà à jour.\n"
    screen = StringIO()
    call_command("export_referential", stdout=screen)
    assert len(json.loads(screen.getvalue())["procedures"]) == 2


def test_the_import_command_names_what_is_wrong(tmp_path):
    file = tmp_path / "referentiel.json"
    file.write_text(json.dumps({"procedures": [described(silence="")]}))
    with pytest.raises(CommandError, match="nid-de-poule : Indiquez le régime légal"):
        call_command("import_referential", file)
    for text in ("{", "[" * 100_000):
        file.write_text(text)
        with pytest.raises(CommandError, match="ne peut pas être lu"):
            call_command("import_referential", file)


def test_what_imported_procedures_refer_to_is_noted_by_one_task_for_many():
    tasks = DBTaskResult.objects.filter(task_path=index_references.module_path)
    rows = [described(code=f"demarche-{number}", live=False) for number in range(BATCH + 1)]

    load({"procedures": rows})

    assert tasks.count() == 2
    assert not ReferenceIndex.objects.filter(to_object_id=str(a_theme().pk)).exists()
    run_tasks()
    noted = ReferenceIndex.get_references_to(a_theme())
    assert noted.values("object_id").distinct().count() == BATCH + 1
