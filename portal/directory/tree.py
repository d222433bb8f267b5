"""The tree of services, as plain ids: who is above, who is below. No query here."""

from collections.abc import Iterable, Mapping

MAX_DEPTH = 4  # levels: what one query reads with its contact details


def ancestors(start: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """The ids from `start` up to the top, `start` included. Raises ValueError on a cycle."""
    found: list[int] = []
    while start is not None:
        if start in found:
            message = f"service {start} is below itself"
            raise ValueError(message)
        found.append(start)
        start = parents.get(start)
    return found


def descendants(roots: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    """The ids of these services and of all those below them."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in parents.items():
        children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    pending = list(roots)
    while pending:
        if (pk := pending.pop()) not in found:
            found.add(pk)
            pending.extend(children.get(pk, []))
    return found


def height(root: int, parents: Mapping[int, int | None]) -> int:
    """How many levels hang on this service, itself counted: 1 when it has nothing below."""
    below = descendants([root], parents)
    return max(ancestors(pk, parents).index(root) + 1 for pk in below)
