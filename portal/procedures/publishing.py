"""What a procedure must say before anybody can file it: legal, complete, consistent.

Works on a procedure that may not be saved yet (a revision, an import).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from portal.directory.models import Zone
from portal.procedures.compile import schema_of
from portal.procedures.conditions import expected
from portal.procedures.schema import Field, FormSchema, SchemaError
from portal.procedures.validation import problems

if TYPE_CHECKING:
    from portal.procedures.models import Procedure


COMPARED = frozenset({"number", "amount", "computed", "date"})
MOST_DAYS_TO_ACKNOWLEDGE = 7  # Services Publics+; ten by law (CRPA, R112-5)


class Reason(NamedTuple):
    """A French sentence, and what of the procedure it is about: a field, or its rows of a kind."""

    field: str
    sentence: str


# What packages above refer to in a procedure, its keys for instance, told by them.
Check = Callable[["Procedure", FormSchema], Iterable[Reason]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Adds reasons not to publish. Called when Django starts."""
    _checks.append(check)


def refusals(procedure: "Procedure") -> list[Reason]:
    """Why the procedure can't be published; none when it can."""
    found = [*_unique(procedure), *_dated(procedure), *_in_charge(procedure), *_legal(procedure)]
    try:
        schema = schema_of(procedure.steps)
    except SchemaError as error:
        return found + _of_steps(error.messages)
    found += _of_steps(problems(schema))
    return found or [
        *_identified(procedure, schema),
        *_keys(procedure, schema),
        *_mentions(procedure, schema),
        *(reason for check in _checks for reason in check(procedure, schema)),
    ]


def identifies(schema: FormSchema) -> bool:
    """Whether nobody can send the form without saying who they are."""
    return any(field.type == "identity" and field.required for field in schema.fields())


def sentences(reasons: Iterable[Reason]) -> list[str]:
    return [reason.sentence for reason in reasons]


def _of_steps(sentences: Iterable[str]) -> list[Reason]:
    return [Reason("steps", sentence) for sentence in sentences]


def _unique(procedure: "Procedure") -> Iterator[Reason]:
    """A draft's code is reserved by nothing: another procedure may have taken it since."""
    others = type(procedure).objects.filter(code=procedure.code).exclude(pk=procedure.pk)
    if others.exists():
        taken = f"Le code « {procedure.code} » est celui d’une autre démarche : changez-le."
        yield Reason("code", taken)


def _dated(procedure: "Procedure") -> Iterator[Reason]:
    if procedure.expire_at is None:
        return
    if procedure.catch_all:
        always = "« Autre demande » reste toujours publiée : retirez la date de fin."
        yield Reason("expire_at", always)
    elif procedure.expire_at <= max(procedure.go_live_at or timezone.now(), timezone.now()):
        yield Reason("expire_at", "La date de fin est passée, ou vient avant celle du début.")


def _in_charge(procedure: "Procedure") -> Iterator[Reason]:
    if procedure.service is None:
        yield Reason("service", "Indiquez le service responsable.")
    elif not procedure.service.active:
        closed = (
            f"Le service « {procedure.service} » n’est plus en activité : choisissez-en un autre."
        )
        yield Reason("service", closed)
    if procedure.catch_all and not procedure.shared:
        everywhere = "Ce qui reçoit tout le reste est proposé sur tous les sites : cochez la case."
        yield Reason("shared", everywhere)


def _legal(procedure: "Procedure") -> Iterator[Reason]:
    """CRPA: R112-11-1 asks the receipt for the effect of silence; L231-4, 3° for its text."""
    if procedure.acknowledge_days > MOST_DAYS_TO_ACKNOWLEDGE:
        most = f"Accusez réception sous {MOST_DAYS_TO_ACKNOWLEDGE} jours au plus."
        yield Reason("acknowledge_days", most)
    if not procedure.silence:
        yield Reason(
            "silence", "Indiquez le régime légal : que vaut le silence de l’administration ?"
        )
    elif procedure.silence != "none":
        if not procedure.legal_basis.strip():
            yield Reason(
                "legal_basis",
                "Indiquez le fondement légal : le texte qui dit ce que vaut le silence.",
            )
        if not procedure.appeal_route.strip():
            yield Reason(
                "appeal_route",
                "Indiquez les voies et délais de recours, et d’abord le recours préalable "
                "s’il est obligatoire.",
            )


def _identified(procedure: "Procedure", schema: FormSchema) -> Iterator[Reason]:
    """CRPA, R112-9-1: who asks gives a name and addresses, a SIRET or an RNA number."""
    if procedure.silence != "none" and not identifies(schema):
        yield Reason(
            "steps", "Ajoutez une question « Identité » obligatoire : une demande dit qui la fait."
        )


def _keys(procedure: "Procedure", schema: FormSchema) -> Iterator[Reason]:
    if procedure.pk is None:
        return
    published = {
        key: field.type
        for publication in procedure.publications.select_related("version")
        for key, field in _all_fields(publication.version.form)
    }
    for key, field in _all_fields(schema):
        if published.get(key, field.type) != field.type:
            yield Reason(
                "steps",
                f"La clé « {key} » a déjà servi pour une question d’un autre type : "
                f"donnez une autre clé à « {field.label} ».",
            )


def _all_fields(schema: FormSchema) -> Iterator[tuple[str, Field]]:
    """Every field by its key, those of a group's rows after that of the group."""
    for field in schema.fields():
        yield field.key, field
        yield from ((f"{field.key}/{column.key}", column) for column in field.fields)


def _mentions(procedure: "Procedure", schema: FormSchema) -> Iterator[Reason]:
    """Everything that names a question by its key names one that exists."""
    for document in procedure.required_documents.all():
        field = schema.field(document.field_key)
        if document.field_key and (field is None or field.type != "files"):
            yield Reason(
                "required_documents",
                f"Le document « {document} » : « {document.field_key} » ne reçoit pas de fichier.",
            )
    if procedure.subject_field and schema.field(procedure.subject_field) is None:
        yield Reason(
            "subject_field",
            f"La question « {procedure.subject_field} », qui résume la demande, n’existe pas.",
        )
    yield from _rules(procedure, schema)


def _rules(procedure: "Procedure", schema: FormSchema) -> Iterator[Reason]:
    rules = list(procedure.routing_rules.all())
    gone = set(Zone.objects.unknown(code for rule in rules for code in rule.zones))
    for number, rule in enumerate(rules, 1):
        yield from (
            Reason("routing_rules", f"La règle d’aiguillage {number} {said}.")
            for said in _rule(rule, schema, gone)
        )


def _rule(rule: Any, schema: FormSchema, gone: set[str]) -> Iterator[str]:
    field = schema.field(rule.field_key) if rule.field_key else None
    if rule.field_key and field is None:
        yield f"regarde « {rule.field_key} », qui n’existe pas"
    compares = expected(rule.field_key, rule.field_value).op != "is"
    if field is not None and compares and field.type not in COMPARED:
        yield f"compare « {field.label} », qui n’est ni un nombre, ni une somme, ni une date"
    if missing := ", ".join(code for code in rule.zones if code in gone):
        yield f"regarde des quartiers qui n’existent plus : {missing}"
    if rule.is_empty:
        yield "n’a aucun critère : retirez-la ou complétez-la"
