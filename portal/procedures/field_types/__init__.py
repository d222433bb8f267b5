"""The types of field that a form can have."""

from portal.procedures.field_types.amount import Amount
from portal.procedures.field_types.apart import Files, Info
from portal.procedures.field_types.base import FieldType, Part
from portal.procedures.field_types.chosen import Choice, MultipleChoice, YesNo
from portal.procedures.field_types.computed import Computed
from portal.procedures.field_types.group import Group
from portal.procedures.field_types.identity import Identity
from portal.procedures.field_types.listed import Theme, Zone
from portal.procedures.field_types.place import Place
from portal.procedures.field_types.places import Address, Commune
from portal.procedures.field_types.written import Date, Email, LongText, Number, Phone, Text
from portal.procedures.schema import Field

FIELD_TYPES: dict[str, type[FieldType]] = {
    kind.code: kind
    for kind in (
        Text, LongText, Number, Date, YesNo, Choice, MultipleChoice,
        Email, Phone, Commune, Address, Place, Zone, Theme, Files, Info, Identity,
        Amount, Computed, Group,
    )
}  # fmt: skip

__all__ = ["FIELD_TYPES", "FieldType", "Part", "type_of"]


def type_of(field: Field) -> FieldType:
    return FIELD_TYPES[field.type](field)
