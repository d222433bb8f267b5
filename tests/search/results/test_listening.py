"""What changes is found anew once its task has run."""

import json

import pytest
from django.db import OperationalError, transaction
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ContentPage, ServicePage
from portal.procedures.description import export
from portal.procedures.exchange import load
from portal.procedures.models import Procedure
from search.index.models import Kind, SearchDocument
from search.sources.tasks import index_many, repair
from tests import builders
from tests.home.knowledge.builders import make_partner, make_sheet
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db


def titles(kind):
    run_tasks()
    return sorted(SearchDocument.objects.filter(kind=kind).values_list("title", flat=True))


def address(row):
    run_tasks()
    return SearchDocument.objects.get(key=str(row.pk), kind=Kind.PAGE).url


def index_tasks():
    return DBTaskResult.objects.filter(task_path__startswith="search.").exclude(
        task_path__contains="periodic"
    )


def test_a_procedure_is_found_while_it_is_published():
    procedure = builders.make_procedure(title="Signaler un trou")
    assert titles(Kind.PROCEDURE) == ["Signaler un trou"]

    procedure.title = "Signaler un nid-de-poule"
    procedure.save()
    assert titles(Kind.PROCEDURE) == ["Signaler un nid-de-poule"]

    procedure.unpublish()
    assert titles(Kind.PROCEDURE) == []


def test_a_procedure_that_is_deleted_is_found_no_longer():
    procedure = builders.make_procedure()
    assert len(titles(Kind.PROCEDURE)) == 1
    procedure.delete()
    assert titles(Kind.PROCEDURE) == []


def test_nothing_is_indexed_when_the_change_is_undone():
    @transaction.atomic
    def fail():
        builders.make_procedure()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not index_tasks().exists()


def test_a_theme_renamed_indexes_its_procedures_in_one_task():
    theme = builders.make_theme()
    for _ in range(3):
        builders.make_procedure(theme=theme)
    run_tasks()
    before = index_tasks().count()
    theme.name = "Voirie"
    theme.save()
    assert index_tasks().count() == before + 1


def test_a_service_is_found_by_its_new_name_and_not_once_it_is_closed_down():
    service = builders.make_service("Ponts")
    service.name = "Voirie"
    service.save()
    assert titles(Kind.SERVICE) == ["Voirie"]
    service.active = False
    service.save()
    assert titles(Kind.SERVICE) == []


def test_the_procedures_of_a_service_follow_it_to_another_organisation():
    procedure = builders.make_procedure()
    run_tasks()
    other = builders.make_organisation()
    procedure.service.organisation = other
    procedure.service.save()
    run_tasks()
    indexed = SearchDocument.objects.get(kind=Kind.PROCEDURE)
    assert indexed.organisation == other


def test_a_sheet_and_a_partner_are_found_by_their_new_words():
    sheet, partner = make_sheet(title="RSA"), make_partner(name="CAF")
    assert titles(Kind.KNOWLEDGE) + titles(Kind.PARTNER) == ["RSA", "CAF"]
    sheet.title, partner.name = "RSA socle", "CAF du Nord"
    sheet.save()
    partner.save()
    assert titles(Kind.KNOWLEDGE) + titles(Kind.PARTNER) == ["RSA socle", "CAF du Nord"]
    sheet.unpublish()
    partner.delete()
    assert titles(Kind.KNOWLEDGE) + titles(Kind.PARTNER) == []


@pytest.fixture
def page(db):
    root = Site.objects.get(is_default_site=True).root_page
    return root.add_child(instance=ContentPage(title="Collecte", slug="collecte"))


def test_a_page_is_found_while_it_is_published(page):
    assert titles(Kind.PAGE) == ["Collecte"]
    page.unpublish()
    assert titles(Kind.PAGE) == []
    page.save_revision().publish()
    assert titles(Kind.PAGE) == ["Collecte"]
    Page.objects.get(pk=page.pk).delete()
    assert titles(Kind.PAGE) == []


def test_what_is_below_a_page_that_moved_or_was_renamed_has_its_new_address(page):
    below = page.add_child(instance=ContentPage(title="Verre", slug="verre"))
    assert address(below) == "/collecte/verre/"
    page.slug = "dechets"
    page.save_revision().publish()
    assert address(below) == "/dechets/verre/"
    other = page.get_parent().add_child(instance=ContentPage(title="Rue", slug="rue"))
    Page.objects.get(pk=page.pk).move(other, pos="last-child")
    assert address(below) == "/rue/dechets/verre/"


def test_the_pages_of_a_site_follow_it_from_one_organisation_to_another(page):
    first, second = builders.make_organisation(), builders.make_organisation()
    run_tasks()

    def owner():
        run_tasks()
        return SearchDocument.objects.get(kind=Kind.PAGE).organisation

    assert owner() is None
    first.site = Site.objects.get(is_default_site=True)
    first.save()
    assert owner() == first
    first.site = None
    first.save()
    assert owner() is None
    second.site = Site.objects.get(is_default_site=True)
    second.save()
    assert owner() == second


def test_a_service_is_told_with_the_new_name_of_its_organisation(db):
    service = builders.make_service("Ponts")
    run_tasks()
    service.organisation.name = "Ville nouvelle"
    service.organisation.save()
    run_tasks()
    assert "(Ville nouvelle)" in SearchDocument.objects.get(kind=Kind.SERVICE).summary


def test_the_page_of_a_service_that_is_closed_down_is_found_at_its_own_address(db):
    service = builders.make_service(code="ponts")
    root = Site.objects.get(is_default_site=True).root_page
    page = root.add_child(instance=ServicePage(title="Ponts", slug="les-ponts", service=service))
    assert address(page) == "/annuaire/ponts/"
    for active, where in ((False, "/les-ponts/"), (True, "/annuaire/ponts/")):
        service.active = active
        service.save()
        assert address(page) == where


def test_a_page_closed_to_the_public_is_found_no_longer_nor_is_what_is_below(page):
    page.add_child(instance=ContentPage(title="Verre", slug="verre"))
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert titles(Kind.PAGE) == []
    restriction.delete()
    assert titles(Kind.PAGE) == ["Collecte", "Verre"]


def test_an_import_indexes_all_its_procedures_in_one_task():
    for _ in range(3):
        builders.make_procedure()
    written = json.loads(json.dumps(export()))
    for row in written["procedures"]:
        row |= {"title": f"{row['title']} (nouveau)", "form": builders.SCHEMA}
    run_tasks()
    before = index_tasks().count()

    load(written)

    assert index_tasks().count() == before + 1
    assert all("nouveau" in title for title in titles(Kind.PROCEDURE))


def test_many_things_are_indexed_and_what_is_gone_is_forgotten():
    kept, gone = builders.make_procedure(), builders.make_procedure()
    run_tasks()
    Procedure.objects.filter(pk=gone.pk).update(live=False)  # behind the models' back
    Procedure.objects.filter(pk=kept.pk).update(title="Autrement")
    index_many.func(Kind.PROCEDURE, [str(kept.pk), str(gone.pk), "999999"])
    assert titles(Kind.PROCEDURE) == ["Autrement"]


def test_many_things_that_could_not_be_indexed_are_tried_again(monkeypatch):
    def locked(*_args):
        raise OperationalError

    monkeypatch.setattr("search.sources.tasks.refresh", locked)
    before = index_tasks().count()
    index_many.func(Kind.PROCEDURE, ["1"])
    assert index_tasks().count() == before + 1


def test_a_day_is_all_it_takes_to_make_good_a_task_that_was_lost():
    lost, gone = builders.make_procedure(), builders.make_procedure()
    run_tasks()
    SearchDocument.objects.filter(key=str(lost.pk), kind=Kind.PROCEDURE).delete()
    Procedure.objects.filter(pk=gone.pk).update(live=False)
    repair()
    assert titles(Kind.PROCEDURE) == [lost.title]


def test_an_index_that_is_right_is_left_alone(page):
    builders.make_procedure()
    page.copy(to=Page.get_first_root_node(), update_attrs={"slug": "nulle-part"})  # on no site
    run_tasks()
    before = index_tasks().count()
    repair()
    assert index_tasks().count() == before
