"""A site with two services, their pages, and people around them."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from wagtail.models import Page, Site

from home.models import ContentPage, HomePage
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Organisation, Service
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from tests import builders


@dataclass
class Town:
    """`waste` and `culture` are below `top`; each has a page, and waste one more below its own."""

    organisation: Organisation
    top: Service
    waste: Service
    culture: Service
    home: HomePage
    page: ContentPage
    below: ContentPage
    other: ContentPage


def build() -> Town:
    organisation = builders.make_organisation(site=Site.objects.get())
    top = builders.make_service("Direction générale", organisation=organisation)
    waste = builders.make_service("Déchets", parent=top, code="dechets")
    culture = builders.make_service("Culture", parent=top, code="culture")
    home = HomePage.objects.get()
    page = online(home, ContentPage(title="Déchets", slug="dechets", service=waste))
    return Town(
        organisation=organisation,
        top=top,
        waste=waste,
        culture=culture,
        home=home,
        page=page,
        below=online(page, ContentPage(title="Tri", slug="tri")),
        other=online(home, ContentPage(title="Culture", slug="culture", service=culture)),
    )


def online(parent: Page, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def agent(service: Service, role: Role, **fields: Any) -> User:
    """Somebody with the role, given by the verb; read again, so that nothing is remembered."""
    made = builders.make_agent(**fields)
    superuser = User.objects.filter(is_superuser=True).first()
    by = superuser or builders.make_agent(is_superuser=True)
    grant(agent=made, service=service, role=role, by=by)
    return User.objects.get(pk=made.pk)


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def propose(page: Any, by: User, **values: Any) -> Any:
    """A draft that changes the page, sent to be decided."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)
    page = type(page).objects.get(pk=page.pk)
    state = page.current_workflow_state
    if state:
        state.resume(by)
    else:
        page.get_workflow().start(page, by)
    return type(page).objects.get(pk=page.pk)


def written_to(who: User) -> list[str]:
    """The subjects of the e-mails to the agent, the oldest first."""
    sent = OutboundMessage.objects.filter(recipient=who.email).order_by("pk")
    return list(sent.values_list("subject", flat=True))
