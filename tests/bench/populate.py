"""Filling the database: a few lives from one seed, then copies of them in flat memory."""

import random

from django.db import connection

from portal.demo.scale.filling import scale
from tests.bench.lives import lives
from tests.bench.rows import write
from tests.bench.world import World

PATTERNS = 300  # lives that the others are copied from


def populate(world: World, count: int, *, seed: int = 62) -> None:
    """Write the lives that the others are copied from, then the others."""
    write(list(lives(world, PATTERNS, random.Random(seed))))  # noqa: S311  the same draws each time
    grow(count)


def grow(count: int) -> None:
    """Have so many demandes in all, then let PostgreSQL learn what its tables hold."""
    scale(count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
