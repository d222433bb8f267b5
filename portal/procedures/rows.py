"""The buttons of a repeated group, which add and remove a row by posting: no script is needed."""

import re
from typing import Any, NamedTuple

from django.http import QueryDict

from portal.procedures.field_types.group import COUNT, Group
from portal.procedures.forms import input_name, row_anchor
from portal.procedures.schema import Field, Step

ADD, REMOVE = "_ajouter", "_retirer"  # no question is named so
_ROW = re.compile(r"(?P<key>.+)__(?P<row>[0-9]{1,3})")


class Pressed(NamedTuple):
    """What was sent, as the button that was pressed leaves it, and where the page then goes."""

    sent: QueryDict
    anchor: str


def pressed(step: Step, sent: QueryDict) -> Pressed | None:
    """The outcome of a row's button; None when none of this step's was pressed.

    It only looks at what was sent, so pressing twice does the same once.
    """
    if ADD in sent:
        group = _group(step, sent.get(ADD, ""))
        return None if group is None else _added(group, sent)
    found = _ROW.fullmatch(sent.get(REMOVE, ""))
    group = _group(step, found["key"]) if found else None
    return None if found is None or group is None else _removed(group, int(found["row"]), sent)


def _group(step: Step, key: Any) -> Group | None:
    return next((Group(f) for f in step.fields if f.key == key and f.type == "group"), None)


def _added(group: Group, sent: QueryDict) -> Pressed:
    count = group.shown(sent)
    more = min(count + 1, group.most)
    return Pressed(_with_count(group.field, sent, more), row_anchor(group.field.key, more - 1))


def _removed(group: Group, row: int, sent: QueryDict) -> Pressed:
    """Those after it move up by one."""
    key, count = group.field.key, group.shown(sent)
    anchor = row_anchor(key)
    if row >= count or count <= group.least:
        return Pressed(sent, anchor)
    after = _with_count(group.field, sent, count - 1)
    for number in range(row, count):
        for field in group.field.fields:
            name = input_name(key, f"{number}__{field.key}")
            after.pop(name, None)
            following = input_name(key, f"{number + 1}__{field.key}")
            if number + 1 < count and following in sent:
                after.setlist(name, sent.getlist(following))
    return Pressed(after, anchor)


def _with_count(field: Field, sent: QueryDict, count: int) -> QueryDict:
    changed = sent.copy()
    changed[input_name(field.key, COUNT)] = str(count)
    return changed
