"""What apps above do with the mail that is theirs: each registers one handler."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile


@dataclass(frozen=True)
class Heard:
    """An answer, ready to be attached: `words` are the person's own, `unread` names of files left.

    `key` is the same each time the same e-mail is sorted: what is attached twice is attached once.
    """

    sender: str
    words: str
    files: list["ContentFile[bytes]"]
    unread: list[str]
    key: UUID


@dataclass(frozen=True)
class Handler:
    """`prefix` begins its tokens, `kind` its topics (`kind:id`).

    `topic_of(key)` gives the topic of a token's key, "" when there is none any more.
    `hear(topic, heard)` takes the answer and gives "", or else why a person must look: one of
    `states.REASONS`.
    """

    prefix: str
    kind: str
    topic_of: Callable[[str], str]
    hear: Callable[[str, Heard], str]


_handlers: list[Handler] = []


def register(handler: Handler) -> None:
    """Called by an app when it loads. Raises ValueError on a prefix or kind that is taken."""
    if any(each.prefix == handler.prefix or each.kind == handler.kind for each in _handlers):
        raise ValueError(f"Two handlers of inbound mail for {handler.kind}")
    _handlers.append(handler)


def by_prefix(prefix: str) -> Handler | None:
    return next((each for each in _handlers if each.prefix == prefix), None)


def by_topic(topic: str) -> Handler | None:
    return next((each for each in _handlers if each.kind == topic.partition(":")[0]), None)
