"""French words: what a person types finds what an editor wrote."""

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import french
from portal.text.stopwords import STOP_WORDS

french_text = st.text(alphabet="abcdeéèêëàâîïôöùûüçœæ'’ -.0123456789ABCÉÈ", max_size=80)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École d’été", "ecole d'ete"),
        ("ŒUVRE, cœur et Lætitia", "oeuvre, coeur et laetitia"),
        ("ÇA COÛTE 12 €", "ca coute 12 €"),
        ("l´eau, l`eau, l＇eau", "l'eau, l'eau, l'eau"),
        ("e\u0301cole", "ecole"),
        ("Straße", "strasse"),
    ],
)
def test_folding_takes_away_what_a_hurried_hand_leaves_out(text, folded):
    assert french.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert french.fold(french.fold(text)) == french.fold(text)


NAMELESS = {"Cn", "Co", "Cs"}  # not assigned, for private use, half a character


def test_folding_each_character_of_unicode_twice_changes_nothing():
    every = (chr(point) for point in range(0x110000))
    named = (char for char in every if unicodedata.category(char) not in NAMELESS)
    assert not [char for char in named if french.fold(french.fold(char)) != french.fold(char)]


@given(french_text)
def test_accents_and_capitals_never_matter(text):
    plain = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    assert french.analyse(plain) == french.analyse(text) == french.analyse(text.upper())


@given(st.text())
def test_any_text_is_analysed_without_error(text):
    assert all(0 < len(word) <= french.LONGEST_WORD for word in french.words(text))
    assert french.analyse(text).split() == french.stems(text)


def test_a_lone_surrogate_is_no_error():
    assert french.analyse("trou \ud800 route") == "trou rout"


def test_a_huge_text_is_read_up_to_its_limit():
    assert len(french.fold("é" * 300_000)) == french.LONGEST_TEXT
    assert french.words("a" * 300_000) == ["a" * french.LONGEST_WORD]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’école d’été qu’on m'a dit", "ecole ete on a dit"),
        ("jusqu’à aujourd’hui", "a aujourdhui"),
        ("nid-de-poule", "nid de poule"),
        ("le R.S.A. et l'A.P.A.", "le rsa et apa"),
        ("12 bis, rue du 8 mai 1945", "12 bis rue du 8 mai 1945"),
        ("CERFA n°12345*06", "cerfa n 12345 06"),
        ("snake_case", "snake case"),
        ("", ""),
    ],
)
def test_words_are_cut_as_a_french_reader_would(text, expected):
    assert french.words(text) == expected.split()


@pytest.mark.parametrize(
    "family",
    [
        "trou trous",
        "numéro numéros",
        "chaussée chaussées",
        "abandonné abandonnée abandonnés abandonnées",
        "impayé impayés impayée impayées",
        "travail travails",
        "social sociale sociaux sociales",
        "eau eaux",
        "jeu jeux",
        "dangereux dangereuse dangereuses",
        "signaler signalement signalements",
        "contester contestation",
        "école écoles ecole ECOLES",
        "déchet déchets",
        "décès deces",
        "logement logements",
    ],
)
def test_the_forms_of_a_word_share_one_stem(family):
    assert len(set(french.stems(family))) == 1


def test_words_that_tell_nothing_are_left_out():
    assert french.stems("Comment est-ce que je peux faire pour avoir une carte ?") == ["cart"]
    assert french.stems("Où ?") == []


def test_stop_words_are_written_folded():
    assert all(french.words(word) == [word] for word in STOP_WORDS)


@pytest.mark.parametrize(
    "typed", ["trou dans la route", "TROUS sur la chaussée", "nids de poule", "un nid-de-poule"]
)
def test_a_need_finds_the_words_stored_with_a_procedure(typed):
    stored = set(french.analyse("nid-de-poule trou chaussée route").split())
    assert set(french.stems(typed)) <= stored


def test_threads_that_share_the_stemmer_do_not_mix_their_words():
    vocabulary = [f"{start}{end}" for start in ("signal", "contest", "log") for end in ("er", "e")]
    expected = [french.stem(word) for word in vocabulary]
    seen: list[list[str]] = []

    def work() -> None:
        for _ in range(50):
            french.stem.cache_clear()
            seen.append([french.stem(word) for word in vocabulary])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 200
    assert all(stems == expected for stems in seen)
