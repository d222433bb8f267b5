"""Words that mean danger, and the numbers that they bring first: `emergencies(text)`."""

from search.danger.kinds import Danger
from search.danger.numbers import Emergency, emergencies
from search.danger.reading import dangers

__all__ = ["Danger", "Emergency", "dangers", "emergencies"]
