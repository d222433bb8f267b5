"""Loads a referential that another installation described: all of it, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.accounts.models import Kind, User
from portal.directory.models import Service, Zone
from portal.procedures import compile as compiling
from portal.procedures.description import (
    DOCUMENT,
    MORE,
    OFFER,
    PLAIN,
    RULE,
    THEME,
    THEME_RULE,
    VERSION,
    Data,
    describe,
    describe_theme,
)
from portal.procedures.models import (
    Offer,
    Procedure,
    RequiredDocument,
    RoutingRule,
    Theme,
    ThemeRule,
)
from portal.procedures.publishing import refusals, sentences
from portal.procedures.schema import FormSchema, SchemaError
from portal.procedures.tasks import note_references
from portal.procedures.validation import draft_problems
from portal.tasks.bulk import bulk


class ImportRefused(ValueError):
    """Nothing was imported; `problems` are French sentences by procedure code."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(str(dict(problems)))
        self.problems = problems


@dataclass
class Imported:
    """What an import did, as procedure codes."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load(data: Data) -> Imported:
    """Creates or updates everything in the file, and publishes what it says is live.

    The same file twice changes nothing the second time. Raises ImportRefused, nothing written,
    when any procedure can't be read, or can't be published and is said to be live.
    """
    importer = _Importer(data)
    # One task per thing saved would make thousands.
    with bulk(), disable_reference_index_auto_update():
        imported = importer.run()
    if importer.problems:
        raise ImportRefused(importer.problems)
    note_references(importer.saved)
    return imported


class _Importer:
    """One import: what the file names, found once; what is wrong with it, gathered."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.problems: dict[str, list[str]] = {}
        self.services = {service.code: service for service in Service.objects.all()}
        self.themes: dict[str, Theme] = {}
        self.imported = Imported()
        self.saved: list[int] = []

    def run(self) -> Imported:
        if not _is_referential(self.data):
            self.problems["fichier"] = [
                "Ce fichier n’est pas un référentiel, ou il est trop récent."
            ]
            return self.imported
        for theme in self.data.get("themes", []):
            self._guarded(f"thème {_name(theme, 'slug')}", self._theme, theme)
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        for procedure in self.data.get("procedures", []):
            self._guarded(_name(procedure, "code"), self._procedure, procedure)
        return self.imported

    def _guarded(self, name: str, load_one: Any, data: Any) -> None:
        """Loads one entry; whatever is wrong with it is noted under its name."""
        try:
            if not isinstance(data, dict):
                raise ValidationError("Cette entrée n’est pas un objet.")
            load_one(data)
        except SchemaError as error:
            self.problems[name] = error.messages
        except ValidationError as error:
            self.problems[name] = _sentences(error)

    def _theme(self, data: Data) -> None:
        _only_known(data, (*THEME, "rules"))
        theme = Theme.objects.filter(slug=data.get("slug", "")).first() or Theme()
        before = describe_theme(theme) if theme.pk else {}
        _write(theme, THEME, data)
        if "rules" in data:
            names = (*THEME_RULE, "service")
            theme.rules = _rows(ThemeRule, names, data["rules"], self._rule_service)
            _zones_exist(theme.rules.all())
        if describe_theme(theme) != before:
            theme.full_clean()
            theme.save()

    def _procedure(self, data: Data) -> None:
        _only_known(data, {*PLAIN, *MORE})
        code = str(data.get("code", ""))
        known = Procedure.objects.filter(code=code).first()
        before = describe(known) if known else {}
        procedure = known or Procedure(live=False)
        live = data.get("live", procedure.live)
        if not isinstance(live, bool):
            raise ValidationError("« live » s’écrit true ou false, sans guillemets.")
        self._fill(procedure, data)
        if known and describe(procedure) | {"live": live} == before:
            self.imported.unchanged.append(code)
            return
        self._save(procedure, live=live)
        (self.imported.changed if known else self.imported.created).append(code)

    def _fill(self, procedure: Procedure, data: Data) -> None:
        _write(procedure, [name for name in PLAIN if name != "live"], data)
        if "theme" in data or procedure.pk is None:
            procedure.theme = self._found(self.themes, data.get("theme", ""), "le thème")
        if "service" in data:
            code = data["service"]
            procedure.service = self._found(self.services, code, "le service") if code else None
        if data.get("backup_officer"):
            # An agent unknown here is left out: people differ from one installation to another.
            agents = User.objects.filter(kind=Kind.AGENT, email=data["backup_officer"])
            procedure.backup_officer = agents.first()
        if "form" in data:
            schema = FormSchema.read(data["form"] or {})
            if found := draft_problems(schema):
                raise SchemaError(found)
            procedure.steps = compiling.blocks_of(schema)  # type: ignore[assignment]  # raw blocks
        self._children(procedure, data)

    def _children(self, procedure: Procedure, data: Data) -> None:
        if "offers" in data:
            procedure.offers = _rows(Offer, OFFER, data["offers"])
        if "required_documents" in data:
            procedure.required_documents = _rows(
                RequiredDocument, DOCUMENT, data["required_documents"]
            )
        if "routing_rules" in data:
            rules = _rows(
                RoutingRule, (*RULE, "service"), data["routing_rules"], self._rule_service
            )
            procedure.routing_rules = rules

    def _rule_service(self, data: Data) -> Data:
        return data | {"service": self._found(self.services, data.get("service"), "le service")}

    def _save(self, procedure: Procedure, *, live: bool) -> None:
        """Writes the procedure with a revision, so that the admin can go back to it.

        Publishing says what forbids it; what is in force already is judged before it is written.
        """
        was_live = procedure.live
        procedure.full_clean(exclude=["search_text", "search_title"])
        if was_live and (found := refusals(procedure)):
            raise ValidationError(sentences(found))
        procedure.save()
        self.saved.append(procedure.pk)
        revision = procedure.save_revision(clean=False)
        if live or was_live:
            procedure.publish(revision, skip_permission_checks=True)
        if was_live and not live:
            procedure.refresh_from_db()
            procedure.unpublish()

    @staticmethod
    def _found(known: Mapping[str, Any], code: Any, noun: str) -> Any:
        if not isinstance(code, str) or code not in known:
            raise ValidationError(f"Créez d’abord {noun} « {code} » : il n’existe pas ici.")
        return known[code]


def _is_referential(data: Any) -> bool:
    """Whether it is an object of our version whose two lists are lists."""
    return (
        isinstance(data, dict)
        and data.get("version", VERSION) == VERSION
        and all(isinstance(data.get(part, []), list) for part in ("themes", "procedures"))
    )


def _write(instance: Any, names: Iterable[str], data: Data) -> None:
    for name in names:
        if name in data:
            setattr(instance, name, data[name])


def _rows(model: Any, names: Iterable[str], rows: Any, prepare: Any = dict) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValidationError(
            f"« {model._meta.verbose_name_plural} » doit être une liste d’objets."
        )
    built = []
    for order, row in enumerate(rows):
        _only_known(row, names)
        instance = model(**prepare(row), sort_order=order)
        instance.clean_fields(exclude=["procedure", "theme"])
        built.append(instance)
    return built


def _zones_exist(rules: Iterable[ThemeRule]) -> None:
    if gone := Zone.objects.unknown(code for rule in rules for code in rule.zones):
        raise ValidationError(f"Créez d’abord ces quartiers : {', '.join(gone)}.")


def _only_known(data: Data, names: Iterable[str]) -> None:
    if unknown := sorted(set(data) - set(names)):
        raise ValidationError(f"Retirez ce qui n’est pas reconnu : {', '.join(unknown)}.")


def _name(data: Any, key: str) -> str:
    return str(data.get(key) or "sans nom") if isinstance(data, dict) else "sans nom"


def _sentences(error: ValidationError) -> list[str]:
    """The error's messages, each after the name of its field when it has one."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == "__all__" else f"{name} : {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
