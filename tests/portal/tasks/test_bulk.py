"""Many rows written at once, and what listens to them."""

import pytest

from portal.tasks.bulk import bulk, put_off


@pytest.fixture
def told():
    return []


@pytest.fixture
def tell(told):
    return lambda things: told.append(sorted(things))


def test_outside_of_a_bulk_nothing_is_put_off(tell, told):
    assert not put_off(tell, [1])
    assert told == []


def test_what_is_put_off_is_done_once_with_all_the_things(tell, told):
    with bulk():
        assert put_off(tell, [2, 1])
        assert put_off(tell, [3, 2])
        assert told == []
    assert told == [[1, 2, 3]]


def test_a_bulk_inside_another_ends_with_it(tell, told):
    with bulk():
        with bulk():
            put_off(tell, [1])
        assert told == []
        put_off(tell, [2])
    assert told == [[1, 2]]


def test_a_bulk_that_fails_does_nothing_and_leaves_the_next_one_alone(tell, told):
    @bulk()
    def fail():
        put_off(tell, [1])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert told == []
    assert not put_off(tell, [1])
