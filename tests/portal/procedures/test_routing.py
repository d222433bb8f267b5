"""Where a demande goes: the first rule that applies, and never nowhere."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.directory.models import Service
from portal.procedures.models import Procedure, RoutingRule
from portal.procedures.routing import NowhereToGo, route
from tests.portal.procedures.factories import a_procedure, a_service

pytestmark = pytest.mark.django_db
ONLINE = {"channel": "online"}


def rule(service: str = "parcs", **criteria: str) -> dict[str, str]:
    return {"service": service, **criteria}


def sent(procedure: Procedure, **known: Any) -> str:
    known = {"commune": "", "answers": {}, "channel": "online"} | known
    return route(Procedure.objects.get(pk=procedure.pk), **known).service.code


@pytest.fixture
def procedure():
    a_service("voirie")
    a_service("parcs")
    a_service("rivage")
    return a_procedure(
        routing_rules=[
            rule("parcs", commune_codes="62041 62764", field_key="danger", field_value="oui"),
            rule("rivage", commune_codes="62041"),
            rule("parcs", channel="inspection"),
        ]
    )


def test_without_a_rule_that_applies_the_service_in_charge_gets_it(procedure):
    assert sent(procedure) == "voirie"
    assert sent(procedure, commune="62999", answers={"danger": "oui"}) == "voirie"


def test_a_rule_asks_that_all_its_criteria_be_met(procedure):
    assert sent(procedure, commune="62764", answers={"danger": "oui"}) == "parcs"
    assert sent(procedure, commune="62764", answers={"danger": "non"}) == "voirie"


def test_the_first_rule_that_applies_wins(procedure):
    assert sent(procedure, commune="62041", answers={"danger": "oui"}) == "parcs"
    assert sent(procedure, commune="62041", channel="inspection") == "rivage"


def test_the_rule_that_decided_is_told(procedure):
    routed = route(procedure, commune="62041", answers={}, **ONLINE)
    assert routed.rule is not None
    assert routed.rule.commune_codes == "62041"
    assert route(procedure, commune="", answers={}, **ONLINE).rule is None


def test_a_rule_towards_a_closed_service_is_passed_over(procedure):
    Service.objects.filter(code="parcs").update(active=False)
    assert sent(procedure, commune="62041", answers={"danger": "oui"}) == "rivage"


def test_a_closed_service_is_replaced_by_the_one_above_then_by_the_root(procedure):
    root = a_service("mairie")
    Service.objects.filter(code__in=["parcs", "rivage"]).update(active=False)
    voirie = Service.objects.get(code="voirie")
    voirie.parent = root
    voirie.active = False
    voirie.save()
    assert sent(procedure) == "mairie"
    Service.objects.filter(code="voirie").update(parent=None)
    assert sent(procedure) == "mairie"


def test_with_no_service_left_it_says_so_rather_than_lose_it(procedure):
    Service.objects.update(active=False)
    with pytest.raises(NowhereToGo):
        sent(procedure)


def test_a_rule_without_criteria_never_applies(procedure):
    procedure.routing_rules = [RoutingRule(service=a_service("egout"))]
    routed = route(procedure, commune="62041", answers={}, channel="online")
    assert routed.rule is None
    assert not routed.tried[0].applies


def test_routing_a_prefetched_procedure_costs_no_query(procedure, django_assert_num_queries):
    loaded = (
        Procedure.objects.select_related("service")
        .prefetch_related("routing_rules__service")
        .get(pk=procedure.pk)
    )
    with django_assert_num_queries(0):
        route(loaded, commune="62041", answers={"danger": "oui"}, **ONLINE)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    active=st.sets(st.sampled_from(["voirie", "parcs", "rivage"]), min_size=1),
    commune=st.sampled_from(["", "62041", "62764", "x"]),
    danger=st.sampled_from(["oui", "non", None, 3, [], {"kind": "person"}]),
    channel=st.sampled_from(["online", "inspection", "?"]),
)
def test_whatever_is_answered_an_active_service_gets_it(
    procedure, active, commune, danger, channel
):
    Service.objects.update(active=False)
    Service.objects.filter(code__in=active).update(active=True)
    assert sent(procedure, commune=commune, answers={"danger": danger}, channel=channel) in active
