"""The words that say a need, without those that say whose."""

from portal.text.common_words import common_words


def kept(*texts: str, apart: tuple[str, ...] = (), most: int = 24) -> list[str]:
    return common_words(texts, apart=apart, most=most)


def test_words_that_mean_something_are_kept_once_in_the_alphabets_order() -> None:
    words = kept("Le lampadaire est éteint", "les lampadaires éteints devant la boulangerie")
    assert words == ["boulangerie", "devant", "éteint", "lampadaire"]


def test_what_is_said_most_is_kept_first() -> None:
    assert kept("vélo cargo, un prêt de vélo", most=1) == ["vélo"]


def test_names_numbers_and_addresses_are_left_out() -> None:
    text = (
        "Bonjour, Sonia Le Goff habite au 12. Écrire à sonia.legoff@courriel.example ou appeler "
        "le 06 12 34 56 78, www.legoff.example, dossier a12b."
    )
    assert kept(text) == ["appeler", "dossier", "habite"]


def test_names_in_small_letters_are_left_out_after_what_announces_them() -> None:
    text = "je m’appelle awa delattre, mme jeanne dupont et mon fils lucas attendent une poubelle"
    assert kept(text) == ["attendent", "fils", "poubelle"]


def test_names_that_are_known_are_left_out_however_they_are_written() -> None:
    assert kept("delattre ou hélène veulent un bac", apart=("delattre", "helene")) == ["bac"]
