"""Filling the database in batches that never grow, from one seed: the same draws each time."""

import random
from itertools import islice

from django.db import connection

from tests.bench.lives import lives
from tests.bench.rows import write
from tests.bench.world import World

BATCH = 1_000  # lives


def populate(world: World, count: int, *, seed: int = 62) -> None:
    """Write so many demandes, then let PostgreSQL learn what its tables hold."""
    drawn = lives(world, count, random.Random(seed))  # noqa: S311  the same draws each time
    while batch := list(islice(drawn, BATCH)):
        write(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
