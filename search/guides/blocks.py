"""What an editor arranges to make a guide: questions with their answers, and ends."""

from typing import Any

from django.utils.text import slugify
from wagtail import blocks
from wagtail.fields import StreamField

from home.knowledge.models import KnowledgePage, Partner
from portal.directory.models import Service
from portal.procedures.models import Procedure
from search.guides.structure import Choice, Node, Outcome, Question, Structure

LONGEST_KEY = 50
MOST_CHOICES = 9  # the keys 1 to 9 of an adviser's keyboard
MOST_NODES = 60
TEXT_FEATURES = ["bold", "ol", "ul", "link"]
Pairs = list[tuple[str, str]]
NAMED = ("procedure", "service", "sheet", "partner", "knowledge", "say")  # plain texts of an end


def live_procedures() -> Pairs:
    return list(Procedure.objects.live().order_by("title").values_list("code", "title"))


def active_services() -> Pairs:
    found = Service.objects.active().order_by("organisation__name", "name")
    rows = found.values_list("code", "name", "organisation__name")
    return [(code, f"{name} ({organisation})") for code, name, organisation in rows]


def live_guides() -> Pairs:
    from search.guides.models import Guide  # noqa: PLC0415 (the model holds these blocks)

    return list(Guide.objects.live().order_by("title").values_list("code", "title"))


def partners() -> Pairs:
    return list(Partner.objects.order_by("name").values_list("slug", "name"))


def live_sheets() -> Pairs:
    return list(KnowledgePage.objects.live().order_by("title").values_list("slug", "title"))


class NamedBlock(blocks.ChoiceBlock):
    """One row among those that exist, named by its code. Reading a value asks the database nothing:
    the row may be gone since, which publishing says."""

    def to_python(self, value: Any) -> str:
        return value or ""


def key_block() -> blocks.Block:
    return blocks.RegexBlock(
        regex=r"^[a-z0-9][a-z0-9-]*$",
        label="Clé",
        required=False,
        max_length=LONGEST_KEY,
        help_text="Fait l’adresse et les mesures. Vide\u00a0: faite du titre.",
        error_messages={"invalid": "Des minuscules sans accent, des chiffres et des tirets."},
    )


class ChoiceBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Réponse", max_length=120)
    node = blocks.CharBlock(
        label="Étape suivante",
        required=False,
        max_length=200,
        help_text="Le titre ou la clé d’une question ou d’une fin de ce guide.",
    )
    guide = NamedBlock(label="Ou continuer dans", required=False, choices=live_guides)

    class Meta:
        label = "Réponse"


class QuestionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Question", max_length=160)
    key = key_block()
    help = blocks.TextBlock(label="Aide", required=False, max_length=400, rows=2)
    choices = blocks.ListBlock(ChoiceBlock(), label="Réponses", max_num=MOST_CHOICES)

    class Meta:
        label = "Question"
        icon = "help"
        help_text = "«\u00a0Je ne sais pas\u00a0» s’ajoute toujours, et mène à quelqu’un."


class OutcomeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=160)
    key = key_block()
    text = blocks.RichTextBlock(label="Ce que c’est", required=False, features=TEXT_FEATURES)
    procedure = NamedBlock(label="Démarche", required=False, choices=live_procedures)
    service = NamedBlock(label="Service", required=False, choices=active_services)
    sheet = blocks.CharBlock(
        label="Fiche de l’État", required=False, max_length=12, help_text="Par exemple F19778."
    )
    partner = NamedBlock(label="Partenaire", required=False, choices=partners)
    knowledge = NamedBlock(
        label="Fiche interne",
        required=False,
        choices=live_sheets,
        help_text="Pour les agents seulement. Celles de la démarche s’ajoutent.",
    )
    documents = blocks.TextBlock(
        label="À préparer",
        required=False,
        max_length=1000,
        rows=3,
        help_text="Un par ligne. Les documents de la démarche s’ajoutent.",
    )
    say = blocks.TextBlock(
        label="Ce que dit l’accueil",
        required=False,
        max_length=1000,
        rows=3,
        help_text="Pour les agents seulement. Le guide de l’accueil de la démarche s’ajoute.",
    )

    class Meta:
        label = "Fin"
        icon = "success"


class NodesBlock(blocks.StreamBlock):
    question = QuestionBlock()
    outcome = OutcomeBlock()

    class Meta:
        max_num = MOST_NODES

    def clean(self, value: Any, **kwargs: Any) -> Any:
        """Wagtail's, with every key filled: it stays when the title is reworded."""
        cleaned = super().clean(value, **kwargs)
        for child in cleaned:
            child.value["key"] = child.value.get("key") or _key(_title(child.value))
        return cleaned


class NodesField(StreamField):
    """The nodes of a guide; their blocks are kept out of migrations."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or NodesBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


def compiled(nodes: Any) -> Structure:
    """The frozen structure of a stream of blocks, published or not."""
    values = [(child.block_type, child.value) for child in nodes or ()]
    keys = [value.get("key") or _key(_title(value)) for _, value in values]
    by_title = {_key(_title(value)): key for (_, value), key in zip(values, keys, strict=True)}
    known = {key: key for key in keys}
    return Structure(
        tuple(
            _node(kind, key, value, by_title | known)
            for (kind, value), key in zip(values, keys, strict=True)
        )
    )


def _node(kind: str, key: str, value: Any, known: dict[str, str]) -> Node:
    if kind == "question":
        choices = tuple(_choice(each, known) for each in value.get("choices") or ())
        return Question(key, value.get("text") or "", value.get("help") or "", choices)
    text = getattr(value.get("text"), "source", "")
    plain = {name: value.get(name) or "" for name in NAMED}
    documents = tuple(line.strip() for line in (value.get("documents") or "").splitlines())
    return Outcome(
        key,
        value.get("title") or "",
        text=text,
        documents=tuple(filter(None, documents)),
        **plain,
    )


def _choice(value: Any, known: dict[str, str]) -> Choice:
    label, asked = value.get("label") or "", (value.get("node") or "").strip()
    node = known.get(asked) or known.get(_key(asked), asked)
    return Choice(_key(label), label, node, value.get("guide") or "")


def _title(value: Any) -> str:
    return value.get("text") if "choices" in value else value.get("title") or ""


def _key(title: str) -> str:
    return slugify(title.replace("’", "-"))[:LONGEST_KEY].strip("-") or "etape"
