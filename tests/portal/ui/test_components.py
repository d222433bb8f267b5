"""Components: drawn for any form, shown in the gallery, with few and named inputs."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string

from portal.ui.gallery import EveryWidget

TEMPLATES = settings.BASE_DIR / "templates"
FILES = sorted((TEMPLATES / "components").glob("*.html"))
# Only with the whole page that they belong to, or drawn by the components named here.
DRAWN_BY_OTHERS = {
    *{"keys", "shell_nav", "shell_agent", "field_notes", "table", "pager", "mark"},
    "closed_instead",
}
INCLUDE = re.compile(r'{% include "components/([\w_]+)\.html"([^%]*)%}')


def name_of(path: Path) -> str:
    return path.stem


def text(form: forms.Form) -> str:
    return render_to_string("components/fields.html", {"form": form})


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_component_names_at_most_six_inputs(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("{# inputs: ")
    inputs = re.sub(r"\([^)]*\)", "", first.removeprefix("{# inputs: ")).split(".")[0]
    assert len(inputs.split(",")) <= 6


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_component_is_in_the_gallery(path: Path) -> None:
    shown = "".join(file.read_text() for file in (TEMPLATES / "gallery").glob("*.html"))
    assert path.stem in DRAWN_BY_OTHERS or f'"components/{path.stem}.html"' in shown


def test_every_component_is_included_alone() -> None:
    loose = [
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in TEMPLATES.rglob("*.html")
        for name, inputs in INCLUDE.findall(path.read_text(encoding="utf-8"))
        if not inputs.rstrip().endswith("only")
    ]
    assert loose == []


def test_a_field_ties_its_label_help_and_error() -> None:
    drawn = text(EveryWidget(QueryDict("email=moi")))
    assert '<label for="id_street">' in drawn
    assert 'aria-describedby="id_street_helptext id_street_error"' in drawn
    assert 'id="id_street_helptext"' in drawn
    assert 'id="id_street_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'value="moi"' in drawn


def test_each_error_is_listed_first_and_leads_to_its_field() -> None:
    drawn = text(EveryWidget(QueryDict("email=moi")))
    summary, rest = drawn.split("</ul>", 1)
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["id_street", "id_danger_0", "id_town", "id_email"]
    for link in links:
        assert f'id="{link}"' in rest
    assert 'role="alert"' in summary


def test_a_form_without_an_error_lists_none() -> None:
    assert "errors" not in text(EveryWidget())


def test_a_group_of_choices_is_a_fieldset_with_its_legend() -> None:
    drawn = text(EveryWidget())
    assert drawn.count("<fieldset") == drawn.count("<legend>") == 2
    assert drawn.count('class="choice"') == 3 + 3 + 1


def test_only_an_optional_field_is_marked() -> None:
    class Two(forms.Form):
        needed = forms.CharField(label="Nom")
        extra = forms.CharField(label="Surnom", required=False)

    drawn = " ".join(text(Two()).split())
    assert ">Nom</label>" in drawn
    assert 'Surnom <span class="optional">(facultatif)</span>' in drawn


def test_a_hidden_field_is_only_its_input() -> None:
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert text(Hidden()).strip().startswith("<input")


def test_words_of_the_public_are_escaped() -> None:
    answers = [{"label": "Nom", "value": "<script>", "url": ""}]
    assert "<script>" not in render_to_string("components/answers.html", {"answers": answers})


def test_the_relay_for_deaf_callers_stands_beside_the_number() -> None:
    contact = {
        "phone": "+33321216216",
        "price": "Appel gratuit",
        "relay_url": "https://relais.example",
    }
    drawn = render_to_string("components/contact.html", contact)
    assert 'href="tel:+33321216216"' in drawn
    assert 'href="https://relais.example"' in drawn


def test_an_address_breaks_before_its_at_and_hides_no_markup() -> None:
    contact = {"email": "<b>awa@courriel.example"}
    drawn = render_to_string("components/contact.html", contact)
    assert ">&lt;b&gt;awa<wbr>@courriel.example</a>" in drawn
