"""Counting the steps of guides, day by day, and reading what was counted."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from search.guides.models import Guide, GuideVersion, Tally
from search.guides.structure import DONT_KNOW, Question
from search.guides.walking import Walk
from search.quietly import quietly

# One statement each, so that two simultaneous steps both count.
STEP = """
INSERT INTO search_guides_tally (version_id, day, node, answer, staff, times)
VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (version_id, day, node, answer, staff)
DO UPDATE SET times = search_guides_tally.times + 1
"""
UNREAD = """
INSERT INTO search_guides_unread (day, sender, times) VALUES (%s, %s, 1)
ON CONFLICT (day, sender) DO UPDATE SET times = search_guides_unread.times + 1
"""


def count(version: int, node: str, *, answer: str = "", staff: bool = False) -> None:
    """A node was shown, or left by an answer."""
    with connection.cursor() as cursor:
        cursor.execute(STEP, [version, timezone.localdate(), node, answer, staff])


@quietly
def record(walked: Walk, *, staff: bool = False) -> None:
    """The last answer of a walk, and the node that it came to; a draft counts nothing."""
    if walked.steps and walked.understood:
        last = walked.steps[-1]
        if last.source.version is not None:
            count(last.source.version, last.question.key, answer=last.key, staff=staff)
    if walked.here is not None and walked.source.version is not None:
        count(walked.source.version, walked.here.key, staff=staff)


@quietly
def count_unread(sender: str) -> None:
    """A letter of this sender was typed and not understood."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [timezone.localdate(), sender[:80]])


@dataclass
class Row:
    """What happened at one node of the version in force."""

    title: str
    question: bool
    seen: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    answers: dict[str, int] = field(default_factory=dict)  # by label

    @property
    def public(self) -> int:
        return self.seen[False]

    @property
    def staff(self) -> int:
        return self.seen[True]

    @property
    def left(self) -> int:
        """How many went no further; an answer taken back and given again counts twice."""
        if not self.question:
            return 0
        return max(0, self.public + self.staff - sum(self.answers.values()))

    @property
    def share_left(self) -> int:
        """In hundredths of those who saw it."""
        seen = self.public + self.staff
        return round(100 * self.left / seen) if seen else 0


def figures(guide: Guide) -> list[Row]:
    """Node by node, since the version in force was published; two queries."""
    version = guide.versions.last() if guide.pk else None
    return _rows(version) if version else []


def _rows(version: GuideVersion) -> list[Row]:
    nodes = version.structure.nodes
    rows = {node.key: Row(node.title, isinstance(node, Question)) for node in nodes}
    counted = Tally.objects.filter(version=version).order_by()
    for key, answer, staff, times in counted.values_list("node", "answer", "staff").annotate(
        Sum("times")
    ):
        row, node = rows.get(key), version.structure.node(key)
        if row is None:
            continue
        if not answer:
            row.seen[staff] += times
        elif isinstance(node, Question):
            choice = node.choice(answer)
            label = choice.label if choice else "Je ne sais pas"
            if choice or answer == DONT_KNOW:
                row.answers[label] = row.answers.get(label, 0) + times
    return list(rows.values())
