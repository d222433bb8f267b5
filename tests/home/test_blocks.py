"""The blocks of a text: each read by everybody, each refused when it would not be."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.blocks import StructBlockValidationError

from home.blocks import ContentBlock, PictureBlock, TableBlock
from home.models import ContentPage, PlacePage, PlacesPage
from portal.media.models import PortalDocument, PortalImage
from tests.builders import make_procedure
from tests.home.builders import make_site, publish, text
from tests.portal.directory.factories import make_agent, make_service

pytestmark = pytest.mark.django_db
BLOCKS = ContentBlock().child_blocks


def shown(client: Client, *body: tuple[str, Any]) -> str:
    page: Any = ContentPage(title="Page", slug="page")
    page.body = list(body)
    publish(page)
    return text(client, "/page/")


def picture() -> PortalImage:
    content = BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "PNG")
    return PortalImage.objects.create(title="Place", file=ImageFile(content, name="place.png"))


def test_procedures_that_are_no_more_are_left_out(client: Client) -> None:
    service = make_service(organisation=make_site())
    live = make_procedure(title="Payer la cantine", service=service)
    gone = make_procedure(title="Ancienne aide", service=service, live=False)
    html = shown(client, ("procedures", {"title": "En ligne", "procedures": [live, gone]}))
    assert live.get_absolute_url() in html
    assert "Ancienne aide" not in html


def test_a_contact_is_the_directorys_and_goes_with_the_service(client: Client) -> None:
    service = make_service("Voirie", organisation=make_site(), phone="+33321216216")
    assert "03 21 21 62 16" in shown(client, ("contact", {"service": service}))
    service.active = False
    service.save()
    assert "Voirie" not in text(client, "/page/")


def test_a_question_opens_without_a_script(client: Client) -> None:
    question = {"question": "Quand ?", "answer": "<p>Le matin.</p>"}
    html = shown(client, ("question", question))
    assert "<summary>Quand ?</summary>" in html
    assert "Le matin." in html


def test_a_table_has_a_caption_and_headings(client: Client) -> None:
    table = {
        "columns": [{"type": "text", "heading": each} for each in ("Âge", "Prix")],
        "rows": [{"values": ["Enfant", "2 euros"]}],
        "caption": "Prix d’un repas",
    }
    html = shown(client, ("table", table))
    assert "<caption>Prix d’un repas</caption>" in html
    assert '<th scope="col">Âge</th>' in html


@pytest.mark.parametrize(
    ("caption", "headings", "said"),
    [
        (" ", ["Âge"], "titre au tableau"),
        ("Prix", ["Âge", ""], "chaque colonne"),
        ("Prix", ["A", "B", "C", "D", "E", "F", "G"], "6 colonnes au plus"),
    ],
)
def test_a_table_that_cannot_be_read_aloud_is_refused(
    caption: str, headings: list[str], said: str
) -> None:
    block = TableBlock()
    columns = [{"type": "text", "heading": each} for each in headings]
    row = {"values": [""] * len(headings)}
    table = block.to_python({"columns": columns, "rows": [row], "caption": caption})
    with pytest.raises(ValidationError, match=said):
        block.clean(table)


def test_a_picture_says_what_it_shows_or_that_it_is_decorative() -> None:
    block, image = PictureBlock(), picture()
    for alt, decorative, right in (("La place", False, True), ("", True, True), ("", False, False)):
        image.contextual_alt_text, image.decorative = alt, decorative
        if right:
            assert block.clean(image).contextual_alt_text == alt
        else:
            with pytest.raises(StructBlockValidationError):
                block.clean(image)


# Wagtail leaves the file of the smaller picture to be closed by the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_is_shown_with_its_words_and_its_size(client: Client) -> None:
    make_site()
    image = picture()
    html = shown(client, ("picture", {"image": image, "alt_text": "La place", "decorative": False}))
    assert 'alt="La place"' in html
    assert 'loading="lazy"' in html
    assert 'width="' in html


def test_a_document_says_its_format_and_weight(client: Client) -> None:
    document = PortalDocument(title="Règlement", file_size=12_000)
    document.file.save("reglement.pdf", ContentFile(b"x"), save=False)
    document.save()
    assert "Règlement (PDF, 12 Ko)" in shown(client, ("document", document))


def test_a_place_is_shown_with_its_address_unless_it_is_no_more(client: Client) -> None:
    make_site()
    places = publish(PlacesPage(title="Lieux", slug="lieux"))
    place = PlacePage(
        title="Piscine", slug="piscine", address="1 rue Haute", position="50.29, 2.77"
    )
    publish(place, below=places)
    html = shown(client, ("place", place))
    assert 'href="/lieux/piscine/"' in html
    assert 'href="geo:50.290000,2.770000"' in html
    place.unpublish()
    assert "1 rue Haute" not in text(client, "/page/")


def test_what_is_too_long_is_refused() -> None:
    for name, value in (("heading", "x" * 121), ("text", "<p>" + "x" * 20_001 + "</p>")):
        block = BLOCKS[name]
        with pytest.raises(ValidationError):
            block.clean(block.normalize(value))


@pytest.mark.parametrize("name", [name for name, each in BLOCKS.items() if each.is_previewable])
def test_every_block_has_its_preview_drawn_with_our_sheet(client: Client, name: str) -> None:
    make_procedure(service=make_service("Voirie", organisation=make_site()))
    client.force_login(make_agent(is_superuser=True))
    block = ContentPage._meta.get_field("body").stream_block.child_blocks[name]
    html = text(client, f"/admin/block-preview/?id={block.definition_prefix}")
    assert "/style/public/" in html
    assert not html.replace("\n", "").endswith('words"></main></body></html>'), "it shows something"


def test_the_blocks_that_need_no_file_have_a_preview() -> None:
    without = {name for name, each in BLOCKS.items() if not each.is_previewable}
    assert without == {"picture", "document", "place"}
