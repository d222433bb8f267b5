"""A procedure in force, and somebody who has just begun to file it."""

import pytest

from portal.procedures.models import Procedure
from tests.citizen.filing.person import Person, live_procedure


@pytest.fixture
def procedure(db: None) -> Procedure:
    return live_procedure()


@pytest.fixture
def person(procedure: Procedure) -> Person:
    return Person(procedure)
