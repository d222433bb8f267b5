"""Every element that the State uses is read, and none is dropped without a word."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from home.state_sheets import words
from home.state_sheets.drawing.page import draw
from home.state_sheets.drawing.surroundings import Surroundings
from home.state_sheets.reading.document import METADATA, read
from home.state_sheets.reading.notes import is_web
from tests.home.state_sheets.archives import publication
from tests.home.state_sheets.whole import FORM, SHEET, TAGS

DUBLIN_CORE = "{http"


def drawn(text: str, code: str = "F1") -> str:
    """All that a page shows of a document."""
    found = draw(read(code, text.encode()).content, Surroundings("particuliers"))
    warnings = "".join(f"{title}{said}" for title, said in found.warnings)
    links = "".join(f"{link['url']}{link['source']}{link['file']}" for link in found.links)
    groups = "".join(f"{title}{inside}" for title, inside in found.groups)
    parts = "".join(part.body for part in found.parts)
    body = "".join(each.body for each in found.chapters)
    return "".join([found.introduction, warnings, body, links, found.guides, groups, parts])


def texts(element: Element) -> list[str]:
    """The words of a document below its head."""
    if element.tag in METADATA or element.tag.startswith(DUBLIN_CORE):
        return []
    own = [element.text or ""] + [child.tail or "" for child in element]
    below = [text for child in element for text in texts(child)]
    return [" ".join(text.split()) for text in own if text.strip()] + below


def test_the_two_documents_below_use_every_element_of_the_real_archives() -> None:
    used = {each.tag for text in (SHEET, FORM) for each in fromstring(text).iter()}
    assert {tag for tag in used if not tag.startswith(DUBLIN_CORE)} == TAGS


@pytest.mark.parametrize(("text", "code"), [(SHEET, "F1"), (FORM, "R4")])
def test_all_that_they_say_is_on_the_page_and_nothing_is_unknown(text: str, code: str) -> None:
    assert read(code, text.encode()).warnings == []
    page = drawn(text, code).replace("&#x27;", "'")
    for said in texts(fromstring(text)):
        if said not in {"Animaux", "Dragons"}:  # what a linked document is part of
            assert said.strip(".") in page, said


@pytest.mark.parametrize(
    "body",
    [
        "<Nouveau>Un sortilège</Nouveau>",
        "<Texte><Nouveau>Un sortilège</Nouveau></Texte>",
        "<Texte><Paragraphe>Voici <Nouveau>Un sortilège</Nouveau></Paragraphe></Texte>",
        "<Texte><Liste><Nouveau>Un sortilège</Nouveau></Liste></Texte>",
        "<Texte><Tableau><Nouveau>Un sortilège</Nouveau></Tableau></Texte>",
        "<Texte><Tableau><Rangée><Nouveau>Un sortilège</Nouveau></Rangée></Tableau></Texte>",
        "<Texte><BlocCas><Nouveau>Un sortilège</Nouveau></BlocCas></Texte>",
        "<Texte><Chapitre><Titre><Nouveau>Un sortilège</Nouveau></Titre></Chapitre></Texte>",
        "<Texte><Image><Nouveau>Un sortilège</Nouveau></Image></Texte>",
        "<OuSAdresser><Titre><Nouveau>Un sortilège</Nouveau></Titre></OuSAdresser>",
        "<ServiceEnLigne><Nouveau>Un sortilège</Nouveau></ServiceEnLigne>",
        "<Reference><Nouveau>Un sortilège</Nouveau></Reference>",
        "<Definition ID='R1'><Titre>A</Titre><Nouveau>Un sortilège</Nouveau></Definition>",
        "<Avertissement><Nouveau>Un sortilège</Nouveau></Avertissement>",
    ],
)
def test_an_element_that_is_not_known_is_reported_and_its_words_are_kept(body: str) -> None:
    text = publication("F1", body)
    assert read("F1", text.encode()).warnings == ["élément inconnu Nouveau (1), texte gardé"]
    assert "Un sortilège" in drawn(text)


def test_a_known_element_where_none_is_expected_is_reported_too() -> None:
    body = "<Texte><Item><Paragraphe>Seul</Paragraphe></Item></Texte>"
    assert read("F1", publication("F1", body).encode()).warnings == [
        "élément inconnu Item (1), texte gardé"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//dragons.example/",
        "http://",
        "mailto:a@b.example?bcc=c@d.example",
        "https://[",
    ],
)
def test_a_link_that_is_not_the_web_s_is_refused_and_its_words_are_kept(url: str) -> None:
    body = f'<Texte><Paragraphe><LienExterne URL="{url}">ici</LienExterne></Paragraphe></Texte>'
    text = publication("F1", body)
    assert "lien refusé" in read("F1", text.encode()).warnings[0]
    page = drawn(text)
    assert "ici" in page
    assert "<a " not in page


@given(st.text())
def test_what_is_taken_for_a_link_leads_to_the_web(url: str) -> None:
    if is_web(url):
        assert url.lower().startswith(("http://", "https://", "mailto:"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_no_words_become_markup(said: str) -> None:
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = f"<Texte><Paragraphe>{escaped}</Paragraphe></Texte>"
    page = drawn(publication("F1", body))
    assert page.count("<") == (2 if " ".join(said.split()) else 0)


def test_hostile_words_stay_words_wherever_they_stand() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
    body = SHEET.replace("Mairie", evil).replace("Couvaison", evil).replace("R71", "&quot;&gt;x")
    page = drawn(body)
    assert "<script" not in page
    assert '">x' not in page


def test_the_table_of_contents_holds_words_alone() -> None:
    title = (
        '<Titre><Paragraphe>Le <LienExterne URL="https://a.example/">nid</LienExterne> &lt;b&gt;'
    )
    body = f"<Texte><Chapitre>{title}</Paragraphe></Titre></Chapitre></Texte>"
    around = Surroundings("particuliers")
    found = draw(read("F1", publication("F1", body).encode()).content, around)
    (chapter,) = found.chapters
    assert [(entry.key, entry.title) for entry in chapter.contents] == [("partie-1", "Le nid <b>")]
    heading = '<h2 id="partie-1">Le <a href="https://a.example/">nid</a> &lt;b&gt;</h2>'
    assert heading in chapter.body


def test_words_for_the_search_leave_out_laws_and_links_to_other_pages() -> None:
    content = read("F1", SHEET.encode()).content
    assert words.headings(content).split("\n") == [
        "À la campagne",
        "Qui peut en avoir ?",
        "Les maîtres",
        "Vous avez une tour",
        "Leurs devoirs",
        "Par hibou",
    ]
    said = words.text(content)
    for there in ("Un dragon de 3 m, dit petit, crache au 1er cri", "Bureau des reptiles", "Mairie",
                  "Déclarer un dragon", "Trois œufs", "Feux interdits", "Deux mètres"):  # fmt: skip
        assert there in said
    for absent in ("Loi du feu", "Loi de l'œuf", "Licornes", "Bestiaire", "Le dressage"):
        assert absent not in said
