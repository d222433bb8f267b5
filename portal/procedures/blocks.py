"""What an editor arranges in Wagtail's admin to make a form: steps, questions, conditions."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from portal.procedures import compile as compiling
from portal.procedures.calculation import OPERATIONS
from portal.procedures.conditions import OPERATORS
from portal.procedures.field_types import FIELD_TYPES, FieldType
from portal.procedures.field_types.computed import MOST_OPERANDS
from portal.procedures.field_types.group import MOST_FIELDS, MOST_ROWS, ROW_TYPES
from portal.procedures.field_types.identity import KINDS
from portal.procedures.keys import name_keys
from portal.procedures.prefill import TYPES as PREFILLED
from portal.procedures.schema import SchemaError
from portal.procedures.validation import AUTOCOMPLETE, LONGEST_KEY, draft_problems, problems
from portal.text.money import CURRENCIES

KEY_HELP = (
    "Nom court et définitif de cette question, fait du libellé si vous le laissez vide. "
    "Les conditions et l’aiguillage s’en servent."
)


def key_block(help_text: str = KEY_HELP) -> blocks.Block:
    return blocks.CharBlock(
        label="Clé", required=False, max_length=LONGEST_KEY, help_text=help_text
    )


class CriterionBlock(blocks.StructBlock):
    field = blocks.CharBlock(
        label="Question posée avant", max_length=200, help_text="Son libellé ou sa clé."
    )
    op = blocks.ChoiceBlock(label="Sa réponse", choices=list(OPERATORS.items()), default="is")
    value = blocks.CharBlock(
        label="Valeur", required=False, max_length=200, help_text="Pour oui ou non : oui, non."
    )

    class Meta:
        label = "Comparaison"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(
        label="Afficher si",
        choices=[("all", "toutes les comparaisons sont vraies"), ("any", "au moins une est vraie")],
        default="all",
    )
    tests = blocks.ListBlock(CriterionBlock(), label="Comparaisons", default=[], max_num=10)

    class Meta:
        label = "Condition"
        help_text = "Sans comparaison, toujours affiché."
        collapsed = True


class OptionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Réponse proposée", max_length=200)
    value = key_block("Valeur gardée, faite de la réponse si vous la laissez vide.")

    class Meta:
        label = "Réponse"


class OperandBlock(blocks.StructBlock):
    field = blocks.CharBlock(
        label="Question, calcul ou groupe posé avant",
        required=False,
        max_length=200,
        help_text="Son libellé ou sa clé.",
    )
    column = blocks.CharBlock(
        label="Question du groupe",
        required=False,
        max_length=200,
        help_text="Pour un groupe : celle dont on prend la réponse à chaque ligne.",
    )
    value = blocks.CharBlock(
        label="Ou un nombre fixe",
        required=False,
        max_length=20,
        help_text="Par exemple 12 ou 3,50.",
    )

    class Meta:
        label = "Terme"


class CalculationBlock(blocks.StructBlock):
    operation = blocks.ChoiceBlock(
        label="Calculer", choices=list(OPERATIONS.items()), default="sum"
    )
    operands = blocks.ListBlock(OperandBlock(), label="Termes", max_num=MOST_OPERANDS)

    class Meta:
        label = "Calcul"
        help_text = "S’il manque une réponse, le résultat reste vide."


def limit_block(name: str, kind: type[FieldType]) -> blocks.Block:
    """The block for one of the limits that a type of field understands."""
    if name in {"min", "max"}:
        label = "Au moins" if name == "min" else "Au plus"
        if kind.code == "number":
            return blocks.FloatBlock(label=label, required=False)
        if kind.code == "group":
            return blocks.IntegerBlock(
                label=f"{label}, en lignes", required=False, min_value=0, max_value=MOST_ROWS
            )
        if kind.code == "amount":
            return blocks.CharBlock(
                label=label, required=False, max_length=20, help_text="Une somme comme 1234,50."
            )
        help_text = "Une date comme 2026-01-31, ou today pour le jour du dépôt."
        return blocks.CharBlock(label=label, required=False, max_length=10, help_text=help_text)
    if name == "currency" and kind.code == "computed":
        choices = [("", "un nombre"), *_currencies()]
        return blocks.ChoiceBlock(label="Le résultat est", required=False, choices=choices)
    return LIMITS[name]()


def _currencies() -> list[tuple[str, str]]:
    return [(code, f"une somme en {currency.name}") for code, currency in CURRENCIES.items()]


LIMITS = {
    "currency": lambda: blocks.ChoiceBlock(label="Monnaie", choices=_currencies(), default="EUR"),
    "calculation": CalculationBlock,
    "row_label": lambda: blocks.CharBlock(
        label="Nom d’une ligne",
        required=False,
        max_length=60,
        help_text="Au singulier, comme Enfant : les lignes s’appellent Enfant 1, Enfant 2…",
    ),
    "fields": lambda: RowFieldsBlock(label="Questions de chaque ligne"),
    "max_length": lambda: blocks.IntegerBlock(
        label="Longueur, en caractères au plus", required=False, min_value=1
    ),
    "pattern": lambda: blocks.CharBlock(
        label="Format",
        required=False,
        max_length=120,
        help_text="Expression régulière que toute la réponse doit suivre : [A-Z]{2}\\d{4}",
    ),
    "pattern_error": lambda: blocks.CharBlock(
        label="Phrase si le format est faux", required=False, max_length=200
    ),
    "max_files": lambda: blocks.IntegerBlock(
        label="Fichiers au plus", required=False, min_value=1, max_value=10
    ),
    "options": lambda: blocks.ListBlock(OptionBlock(), label="Réponses proposées", max_num=60),
    "kinds": lambda: blocks.MultipleChoiceBlock(
        label="Qui peut répondre",
        required=False,
        choices=list(KINDS.items()),
        help_text="Sans choix : tout le monde.",
    ),
    "autocomplete": lambda: blocks.ChoiceBlock(
        label="Remplissage par le navigateur",
        required=False,
        choices=[(value, value) for value in sorted(AUTOCOMPLETE) if value],
        help_text="Seulement pour une donnée de la personne elle-même : bday, name…",
    ),
}


def field_block(kind: type[FieldType]) -> blocks.StructBlock:
    """The block of a type of field: what every field has, and the limits it understands."""
    children = asked_of_all(kind)
    if kind.code in PREFILLED:
        children.append(("prefill", prefill_block()))
    children += [("show_if", ConditionBlock()), ("key", key_block())]
    return blocks.StructBlock(children, label=kind.label, label_format="{label}")


def row_field_block(kind: type[FieldType]) -> blocks.StructBlock:
    """The same in a row of a group, where nothing depends on another answer."""
    children = [*asked_of_all(kind), ("key", key_block())]
    return blocks.StructBlock(children, label=kind.label, label_format="{label}")


def asked_of_all(kind: type[FieldType]) -> list[tuple[str, blocks.Block]]:
    children: list[tuple[str, blocks.Block]] = [
        ("label", blocks.CharBlock(label="Libellé", max_length=200)),
        ("help", blocks.TextBlock(label="Aide", required=False, max_length=2000, rows=2)),
    ]
    if kind.code not in {"info", "computed"}:
        required = blocks.BooleanBlock(label="Obligatoire", required=False, default=True)
        children.append(("required", required))
    return children + [(name, limit_block(name, kind)) for name in kind.limits]


def prefill_block() -> blocks.Block:
    return blocks.BooleanBlock(
        label="Peut être prérempli par l’adresse",
        required=False,
        help_text="La personne le voit et peut le changer. Jamais pour un accord. "
        "L’aperçu du formulaire montre l’adresse à copier.",
    )


class RowFieldsBlock(blocks.StreamBlock):
    """The questions of each row of a group."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        types = [(code, row_field_block(kind)) for code, kind in ROW_TYPES.items()]
        super().__init__(local_blocks or types, max_num=MOST_FIELDS, **kwargs)


class FieldsBlock(blocks.StreamBlock):
    """The questions of a step."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        types = [(code, field_block(kind)) for code, kind in FIELD_TYPES.items()]
        super().__init__(local_blocks or types, **kwargs)


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    help = blocks.TextBlock(label="Introduction", required=False, max_length=1000, rows=2)
    fields = FieldsBlock(label="Questions")
    show_if = ConditionBlock()
    key = key_block("Nom court de l’étape, fait du titre si vous le laissez vide.")

    class Meta:
        label = "Étape"
        label_format = "{title}"


class FormStepsBlock(blocks.StreamBlock):
    """The whole form. Blank keys are named on saving; a draft may be unfinished, never circular."""

    step = StepBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        raw = name_keys(compiling.raw(cleaned))
        try:
            schema = compiling.schema_of(raw)
        except SchemaError as error:
            found = error.messages
        else:
            found = draft_problems(schema) if self.is_deferred_validation else problems(schema)
        if found:
            raise StreamBlockValidationError(
                non_block_errors=[ValidationError(problem) for problem in found]
            )
        return self.to_python(raw)
