"""Naming colleagues in a note: in a list, by an @ in the text, or both."""

from uuid import uuid4

import pytest

from portal.demandes.models import Demande, Mention, Note
from portal.directory.models import Role
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, text_of, verb_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def demande() -> Demande:
    return builders.make_demande(confidential=True)


@pytest.fixture
def karim(demande):
    return officer_of(demande, Role.HEAD, first_name="Karim", last_name="Lemoine")


def post(browser_of, demande, agent, body, **fields):
    data = {"body": body, "key": uuid4(), **fields}
    return browser_of(agent).post(verb_url(demande, "note"), data)


def named() -> set:
    return {mention.agent for mention in Mention.objects.all()}


def test_one_chosen_in_the_list_is_named_in_the_text(browser_of, demande, karim):
    agent = officer_of(demande)
    post(browser_of, demande, agent, "À voir demain.", colleague=karim.pk)
    assert Note.objects.get().body == "@Karim Lemoine À voir demain."
    assert named() == {karim}
    assert "@Karim Lemoine À voir" in text_of(browser_of(agent).get(page_url(demande)))


def test_those_named_by_an_at_sign_are_too_and_the_text_stays(browser_of, demande, karim):
    nadia = officer_of(demande, first_name="Nadia", last_name="Férrand")
    body = "@karim lemoine et @Nadia Ferrand : avis ? Écrire à awa@exemple.fr."
    post(browser_of, demande, officer_of(demande), body, colleague=karim.pk)
    assert Note.objects.get().body == body
    assert named() == {karim, nadia}


def test_one_s_own_name_and_other_at_signs_are_words(browser_of, demande, karim):
    response = post(browser_of, demande, karim, "@Karim Lemoine, voir @mairie_arras et @Awa Diop.")
    assert response.status_code == 302
    assert named() == set()


@pytest.mark.parametrize("by_list", [True, False])
def test_who_may_not_read_is_refused_and_what_was_typed_stays(browser_of, demande, by_list):
    adviser = officer_of(demande, Role.ADVISER, first_name="Ana", last_name="Petit")
    body = "Un avis ?" if by_list else "Un avis, @Ana Petit ?"
    fields = {"colleague": adviser.pk} if by_list else {}

    response = post(browser_of, demande, officer_of(demande), body, **fields)

    assert response.status_code == 400
    page = text_of(response)
    assert "ne peut pas lire" in page if by_list else "n’est pas ouverte à Ana Petit" in page
    assert body in page
    assert not Note.objects.exists()


def test_of_two_namesakes_the_list_says_which(browser_of, demande, karim):
    twin = officer_of(demande, first_name="Karim", last_name="Lemoine")
    agent = officer_of(demande)
    refused = post(browser_of, demande, agent, "@Karim Lemoine ?")
    assert refused.status_code == 400
    assert "Plusieurs collègues s’appellent Karim Lemoine" in text_of(refused)
    post(browser_of, demande, agent, "@Karim Lemoine ?", colleague=twin.pk)
    assert named() == {twin}


def test_a_name_put_before_a_full_note_makes_it_too_long(browser_of, demande, karim):
    response = post(browser_of, demande, officer_of(demande), "a" * 5000, colleague=karim.pk)
    assert response.status_code == 400
    assert "Raccourcissez votre note" in text_of(response)


def test_the_list_offers_readers_but_for_oneself(browser_of, demande, karim):
    officer_of(demande, Role.ADVISER)
    agent = officer_of(demande)
    page = browser_of(agent).get(verb_url(demande, "note"))
    assert list(page.context["tried"].form.fields["colleague"].queryset) == [karim]
    assert 'data-mentions="colleague"' in text_of(page)
