"""A service and what editors write of it have one address, the directory's."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from home.models import ContentPage, ServicePage
from tests.home.builders import make_site, publish, text
from tests.portal.directory.factories import make_agent, make_service

pytestmark = pytest.mark.django_db


def test_the_directory_shows_what_the_editors_wrote(client: Client) -> None:
    service = make_service("État civil", code="etat-civil", organisation=make_site())
    page: Any = ServicePage(
        title="État civil", slug="etat-civil", service=service, summary="Venez."
    )
    page.body = [("heading", "Avant de venir"), ("text", "<p>Apportez une pièce.</p>")]
    publish(page)

    html = text(client, "/annuaire/etat-civil/")
    assert "Avant de venir" in html
    assert '<meta name="description" content="Venez.">' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("state", ["draft", "none"])
def test_the_directory_says_what_it_knows_without_the_editors(client: Client, state: str) -> None:
    service = make_service("État civil", code="etat-civil", organisation=make_site())
    if state == "draft":
        page: Any = ServicePage(title="Brouillon", slug="ec", service=service, live=False)
        page.body = [("heading", "Pas encore")]
        publish(page)
    html = text(client, "/annuaire/etat-civil/")
    assert "État civil" in html
    assert "Pas encore" not in html


def test_a_page_above_many_services_costs_what_one_above_few_does(
    client: Client, query_budget
) -> None:
    organisation = make_site()
    above = publish(ContentPage(title="Services", slug="services"))

    def add(count: int) -> None:
        for _ in range(count):
            service = make_service(organisation=organisation)
            page = ServicePage(title=service.name, slug=service.code, service=service)
            publish(page, below=above)

    add(2)
    query_budget(lambda: client.get("/services/"), lambda: add(10), at_most=20)


def test_the_page_of_the_tree_leads_to_the_directory(client: Client) -> None:
    service = make_service(code="etat-civil", organisation=make_site())
    page = publish(ServicePage(title="État civil", slug="ec", service=service))
    assert page.url == "/annuaire/etat-civil/"
    assert client.get("/ec/").headers["Location"] == "/annuaire/etat-civil/"


def test_the_page_of_a_service_that_is_no_more_keeps_its_text_at_its_own_address(
    client: Client,
) -> None:
    service = make_service(code="etat-civil", organisation=make_site(), active=False)
    page: Any = ServicePage(title="État civil", slug="ec", service=service)
    page.body = [("text", "<p>Le service a déménagé.</p>")]
    publish(page)
    assert page.url == "/ec/"
    assert "a déménagé" in text(client, "/ec/")
    assert client.get("/annuaire/etat-civil/").status_code == 404


def test_a_service_has_one_page_and_a_page_has_a_service() -> None:
    service = make_service(organisation=make_site())
    first = publish(ServicePage(title="Une", slug="une", service=service))
    first.full_clean()
    for page in (ServicePage(title="Deux", slug="deux", service=service), ServicePage(title="X")):
        with pytest.raises(ValidationError) as refused:
            page.clean()
        assert "service" in refused.value.message_dict


def test_the_preview_shows_the_draft_with_the_directorys_hours(client: Client) -> None:
    service = make_service(organisation=make_site(), phone="+33321216216")
    page = publish(ServicePage(title="État civil", slug="ec", service=service))
    page.summary = "Texte à relire."
    page.save_revision()
    client.force_login(make_agent(is_superuser=True))
    html = text(client, f"/admin/pages/{page.pk}/view_draft/")
    assert "Texte à relire." in html
    assert "03 21 21 62 16" in html


def test_a_page_of_text_is_previewed_too(client: Client) -> None:
    make_site()
    page = publish(ContentPage(title="Enfance", slug="enfance", summary="En ligne."))
    page.summary = "À relire."
    page.save_revision()
    client.force_login(make_agent(is_superuser=True))
    assert "À relire." in text(client, f"/admin/pages/{page.pk}/view_draft/")
    assert "En ligne." in text(client, "/enfance/")
