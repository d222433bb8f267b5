"""The two scripts of a form: what they show, and that the server has the same opinion."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from portal.directory.models import Commune
from portal.procedures.forms import answers_of, step_form
from portal.procedures.schema import FormSchema, Step
from tests.journeys.conftest import OpenPage

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title>
<script type="module" src="/static/procedures/conditions.js"></script>
<script type="module" src="/static/procedures/commune.js"></script></head>
<body><main><h1>Essai</h1><form method="post">{}<button>Continuer</button></form></main></body>"""


def shown_if(field: str, op: str, value: str = "") -> dict[str, Any]:
    return {"match": "all", "tests": [{"field": field, "op": op, "value": value}]}


def text(key: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "type": "text", "label": f"Champ {key}", "show_if": condition}


FIELDS = [
    {"key": "danger", "type": "yes_no", "label": "Est-ce dangereux ?"},
    text("pourquoi", shown_if("danger", "is", "oui")),
    text("suite", shown_if("pourquoi", "filled")),
    {"key": "nombre", "type": "number", "label": "Combien ?"},
    text("beaucoup", shown_if("nombre", "gt", "9,5")),
    {"key": "jour", "type": "date", "label": "Quel jour ?"},
    text("avant", shown_if("jour", "lt", "2026-02-01")),
    {"key": "ville", "type": "commune", "label": "Commune"},
    text("arras", shown_if("ville", "is", "62041")),
    {"key": "identite", "type": "identity", "label": "Identité"},
]


@pytest.fixture
def step() -> Step:
    rows = [("62041", "Arras", 42000), ("62042", "Arrasville", 10), ("62043", "Lens", 30000)]
    for insee, name, population in rows:
        Commune.objects.create(
            insee=insee,
            name=name,
            folded=name.lower(),
            department="62",
            postal_codes="62000",
            population=population,
        )
    step = {"key": "s", "title": "S", "fields": FIELDS}
    return FormSchema.read({"steps": [step]}).steps[0]


@pytest.fixture
def drawn(open_page: OpenPage, step: Step) -> Page:
    """The step alone on a page of the site, with its scripts."""
    page = open_page()
    body = render_to_string("forms/questions.html", {"form": step_form(step, answers={})})
    page.route(
        "**/essai/",
        lambda route: route.fulfill(
            body=PAGE.format(body), content_type="text/html; charset=utf-8"
        ),
    )
    page.goto("/essai/")
    return page


def test_questions_show_and_hide_with_the_answers_as_the_server_judges_them(
    drawn: Page, step: Step, axe
) -> None:
    axe(drawn)
    expect(drawn.get_by_label("Champ pourquoi")).to_be_hidden()
    drawn.get_by_label("Oui").check()
    drawn.get_by_label("Champ pourquoi").fill("Profond")
    expect(drawn.get_by_label("Champ suite")).to_be_visible()
    drawn.get_by_label("Non", exact=True).check()
    expect(drawn.get_by_label("Champ suite")).to_be_hidden()
    drawn.get_by_label("Combien ?").fill("10")
    expect(drawn.get_by_label("Champ beaucoup")).to_be_visible()
    drawn.get_by_label("Combien ?").fill("9,5")
    expect(drawn.get_by_label("Champ beaucoup")).to_be_hidden()
    drawn.get_by_label("Quel jour ?").fill("31/01/2026")
    expect(drawn.get_by_label("Champ avant")).to_be_visible()
    form = step_form(step, answers={}, data=_posted(drawn))
    assert form.is_valid(), form.errors
    assert answers_of(form).keys() == {"danger", "nombre", "jour"}


def test_the_parts_of_an_identity_follow_who_asks(drawn: Page) -> None:
    expect(drawn.get_by_label("Numéro SIRET")).to_be_hidden()
    expect(drawn.get_by_label("Numéro et rue")).to_be_visible()
    drawn.get_by_label("Une entreprise").check()
    expect(drawn.get_by_label("Numéro SIRET")).to_be_visible()
    expect(drawn.get_by_label("Numéro et rue")).to_be_hidden()


def test_a_commune_is_chosen_with_the_keyboard(drawn: Page, step: Step, axe) -> None:
    field = drawn.get_by_role("combobox", name="Commune")
    field.fill("arr")
    options = drawn.get_by_role("option")
    expect(options).to_have_text(["Arras (62)", "Arrasville (62)"])
    expect(drawn.get_by_text("2 communes proposées")).to_be_attached()
    axe(drawn)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("Arras (62)")
    expect(options.first).to_be_hidden()
    expect(drawn.get_by_label("Champ arras")).to_be_visible()
    assert _posted(drawn)["ville__insee"] == "62041"
    form = step_form(step, answers={}, data=_posted(drawn))
    assert form.is_valid(), form.errors
    assert answers_of(form)["ville"] == "62041"
    field.fill("Len")
    expect(drawn.get_by_role("option")).to_have_text(["Lens (62)"])
    drawn.get_by_role("option").click()
    expect(drawn.get_by_label("Champ arras")).to_be_hidden()


def test_what_was_typed_before_the_script_came_is_answered(drawn: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    drawn.route("**/commune.js", hold)
    drawn.goto("/essai/", wait_until="commit")
    drawn.get_by_label("Commune").press_sequentially("arr")
    held[0].continue_()
    expect(drawn.get_by_role("option")).to_have_text(["Arras (62)", "Arrasville (62)"])


def _posted(page: Page) -> dict[str, str]:
    """What the browser would send."""
    return page.evaluate("Object.fromEntries(new FormData(document.querySelector('form')))")
