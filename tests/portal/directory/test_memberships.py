"""Where rights come from: memberships, the verbs that write them, and what an agent covers."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.membership import grant, revoke
from portal.directory.models import Membership, Role, Service
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db
officers_group = import_module("portal.directory.migrations.0003_officers_group")


@pytest.fixture
def superuser() -> User:
    return make_agent(is_superuser=True)


@pytest.fixture
def tree() -> dict[str, Service]:
    """Solidarités over Autonomie over Aide à domicile; Voirie apart."""
    top = make_service("Solidarités")
    middle = make_service("Autonomie", parent=top)
    return {
        "top": top,
        "middle": middle,
        "leaf": make_service("Aide à domicile", parent=middle),
        "apart": make_service("Voirie", organisation=top.organisation),
    }


class TestCoverage:
    def test_a_role_holds_in_the_service_and_below_it(self, tree) -> None:
        coverage = coverage_of(make_member(tree["middle"], "officer"))

        assert coverage.services("officer") == {tree["middle"].pk, tree["leaf"].pk}
        assert coverage.has(tree["leaf"].pk, "officer", "head")
        assert not coverage.has(tree["top"].pk, "officer")
        assert not coverage.has(tree["apart"].pk, "officer")

    @pytest.mark.parametrize("asked", [role for role in Role if role != Role.OFFICER])
    def test_a_role_is_no_other_role(self, tree, asked) -> None:
        coverage = coverage_of(make_member(tree["top"], "officer"))

        assert not coverage.has(tree["top"].pk, asked)
        assert coverage.services(asked) == frozenset()
        assert not coverage.anywhere(asked)

    def test_without_naming_a_role_any_one_does(self, tree) -> None:
        coverage = coverage_of(make_member(tree["apart"], "patroller"))

        assert coverage.services() == {tree["apart"].pk}
        assert coverage.has(tree["apart"].pk)

    def test_roles_in_several_services_add_up(self, tree) -> None:
        agent = make_member(tree["leaf"], "officer")
        Membership.objects.create(agent=agent, service=tree["apart"], role="head")
        coverage = coverage_of(agent)

        assert coverage.services("officer", "head") == {tree["leaf"].pk, tree["apart"].pk}
        assert coverage.services("head") == {tree["apart"].pk}
        assert coverage.anywhere("head")

    def test_a_superuser_is_administrator_everywhere_and_nothing_else(
        self, tree, superuser
    ) -> None:
        coverage = coverage_of(superuser)

        everywhere = {service.pk for service in tree.values()}
        assert coverage.services("administrator") == coverage.services() == everywhere
        assert coverage.has(tree["leaf"].pk, "administrator", "officer")
        assert coverage.anywhere("administrator")
        assert not coverage.services("officer", "head")
        assert not coverage.has(tree["leaf"].pk, "treasurer")
        assert not coverage.anywhere("approver")

    def test_no_service_is_covered_by_nobody_and_none_is_covered_by_a_citizen(self, tree) -> None:
        citizen = User.objects.create_citizen("ana@example.org")

        assert not coverage_of(citizen).has(tree["leaf"].pk)
        assert not coverage_of(make_member(tree["top"], "head")).has(None, "head")

    def test_two_queries_answer_everything(self, tree, django_assert_num_queries) -> None:
        agent = User.objects.get(pk=make_member(tree["top"], "officer", "head").pk)
        with django_assert_num_queries(2):
            coverage_of(agent).services("officer")
            coverage_of(agent).has(tree["leaf"].pk, "head")
            coverage_of(agent).has(tree["apart"].pk, "officer", "adviser")

    def test_services_are_found_by_coverage(self, tree, superuser) -> None:
        agent = make_member(tree["middle"], "officer")

        assert set(Service.objects.covered_by(agent, "officer")) == {tree["middle"], tree["leaf"]}
        assert not Service.objects.covered_by(agent, "head").exists()
        assert Service.objects.covered_by(superuser, "head").count() == 4


class TestGrantAndRevoke:
    @pytest.mark.parametrize("role", Role)
    def test_a_superuser_gives_and_takes_any_role(self, tree, superuser, role) -> None:
        agent = make_agent()
        grant(agent=agent, service=tree["top"], role=role, by=superuser)
        assert coverage_of(agent).has(tree["leaf"].pk, role)

        assert revoke(agent=agent, service=tree["top"], role=role, by=superuser)
        assert not coverage_of(agent).has(tree["leaf"].pk, role)
        assert not agent.groups.exists()

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_no_other_role_gives_or_takes_one(self, tree, role) -> None:
        by = make_member(tree["top"], role)
        with pytest.raises(PermissionDenied):
            grant(agent=by, service=tree["leaf"], role=Role.HEAD, by=by)
        with pytest.raises(PermissionDenied):
            revoke(agent=by, service=tree["top"], role=role, by=by)

    def test_an_administrator_gives_roles_below_not_above_nor_beside(self, tree) -> None:
        by = make_member(tree["middle"], "administrator")

        grant(agent=make_agent(), service=tree["leaf"], role=Role.HEAD, by=by)
        for elsewhere in (tree["top"], tree["apart"]):
            with pytest.raises(PermissionDenied):
                grant(agent=by, service=elsewhere, role=Role.HEAD, by=by)

    def test_giving_twice_changes_nothing(self, tree, superuser) -> None:
        agent = make_agent()
        first = grant(agent=agent, service=tree["top"], role="officer", by=superuser)

        assert grant(agent=agent, service=tree["top"], role="officer", by=superuser) == first

    def test_taking_what_was_not_given_changes_nothing(self, tree, superuser) -> None:
        agent = make_agent()

        assert not revoke(agent=agent, service=tree["top"], role="officer", by=superuser)

    def test_neither_a_citizen_nor_a_closed_account_gets_a_role(self, tree, superuser) -> None:
        citizen = User.objects.create_citizen("ana@example.org")
        for account in (citizen, make_agent(is_active=False)):
            with pytest.raises(ValidationError):
                grant(agent=account, service=tree["top"], role="officer", by=superuser)

    def test_what_is_no_role_is_refused_by_the_verb_and_by_the_database(
        self, tree, superuser
    ) -> None:
        with pytest.raises(ValueError, match="king"):
            grant(agent=make_agent(), service=tree["top"], role="king", by=superuser)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(agent=make_agent(), service=tree["top"], role="king")

    def test_nobody_takes_back_their_own_administration(self, tree) -> None:
        by = make_member(tree["top"], "administrator")

        with pytest.raises(ValidationError, match="autre personne"):
            revoke(agent=by, service=tree["top"], role="administrator", by=by)

    def test_a_service_with_members_is_not_deleted(self, tree) -> None:
        make_member(tree["apart"], "officer")

        with pytest.raises(ProtectedError):
            tree["apart"].delete()


class TestWagtailGroups:
    def test_editors_of_a_service_share_one_group_that_opens_the_admin(
        self, tree, superuser
    ) -> None:
        first, second = make_agent(), make_agent()
        for agent in (first, second):
            grant(agent=agent, service=tree["apart"], role="editor", by=superuser)

        group = Group.objects.get(name=f"Rédaction : {tree['apart'].code}")
        assert set(group.user_set.all()) == {first, second}
        assert User.objects.get(pk=first.pk).has_perm("wagtailadmin.access_admin")

    def test_editors_bring_their_own_pictures(self, tree, superuser) -> None:
        agent = make_agent()
        grant(agent=agent, service=tree["apart"], role="editor", by=superuser)

        policy = policy_registry.get_by_type(get_image_model())
        agent = User.objects.get(pk=agent.pk)
        assert policy.user_has_permission(agent, "add")
        assert policy.user_has_permission(agent, "choose")

    @pytest.mark.parametrize("role", ["administrator", "head", "officer"])
    def test_those_who_write_procedures_enter_the_admin_and_leave_it_with_their_last_role(
        self, tree, superuser, role
    ) -> None:
        agent = make_agent()
        for name in ("leaf", "apart"):
            grant(agent=agent, service=tree[name], role=role, by=superuser)
        assert User.objects.get(pk=agent.pk).has_perm("wagtailadmin.access_admin")
        assert not User.objects.get(pk=agent.pk).has_perm("accounts.change_user")
        assert role == "administrator" or agent.groups.get().permissions.count() == 1

        revoke(agent=agent, service=tree["leaf"], role=role, by=superuser)
        assert agent.groups.exists()
        revoke(agent=agent, service=tree["apart"], role=role, by=superuser)
        assert not agent.groups.exists()

    def test_other_roles_do_not_enter_the_admin(self, tree, superuser) -> None:
        agent = make_agent()
        for role in (Role.APPROVER, Role.ADVISER):
            grant(agent=agent, service=tree["top"], role=role, by=superuser)

        assert not agent.groups.exists()

    def test_officers_already_there_are_let_in_by_the_migration(self, tree) -> None:
        before, other = make_member(tree["leaf"], "officer"), make_member(tree["leaf"], "adviser")

        officers_group.admit(apps, None)

        assert User.objects.get(pk=before.pk).has_perm("wagtailadmin.access_admin")
        assert not other.groups.exists()
        officers_group.dismiss(apps, None)
        assert not before.groups.exists()
