"""An organisation's colours are checked when somebody saves them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.directory.models.organisations import too_pale
from portal.ui import stylesheets
from portal.ui.contrast import Weak, declared
from tests.portal.directory.factories import make_agent, make_organisation

pytestmark = pytest.mark.django_db


def test_a_hue_whose_palette_is_readable_is_kept() -> None:
    organisation = make_organisation()
    for hue in (0, 95, 205, 359):
        organisation.hue = hue
        organisation.full_clean()


def test_a_hue_whose_palette_is_not_is_refused_in_words(tmp_path, monkeypatch) -> None:
    sheet = (stylesheets.FOLDER / "tokens.css").read_text(encoding="utf-8")
    pale = sheet.replace("--brand: oklch(40% .095", "--brand: oklch(70% .095")
    assert pale != sheet
    (tmp_path / "tokens.css").write_text(pale, encoding="utf-8")
    monkeypatch.setattr("portal.ui.contrast.FOLDER", tmp_path)
    declared.cache_clear()
    try:
        with pytest.raises(ValidationError) as refused:
            make_organisation().full_clean()
    finally:
        monkeypatch.undo()
        declared.cache_clear()
    [said] = refused.value.message_dict["hue"]
    assert "en mode clair" in said
    assert "il faut au moins 4,5 pour 1" in said


def test_the_words_say_how_far_it_is() -> None:
    said = too_pale(Weak("dark", "brand", "ground", 3.149, 4.5))
    assert "mode sombre" in said
    assert "de 3,1 pour 1" in said


def test_a_hue_that_is_none_is_refused_in_the_form(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_agent(is_superuser=True))
    address = f"/admin/directory/organisation/edit/{organisation.pk}/"
    page = client.post(address, {"name": organisation.name, "hue": "400"}).content.decode()
    assert "359" in page
    organisation.refresh_from_db()
    assert organisation.hue == 205
