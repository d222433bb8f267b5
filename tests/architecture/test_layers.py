"""Which package may know which: what import-linter cannot see."""

from collections.abc import Iterator

import grimp
import pytest
from django.apps import apps
from django.db.models import Field

from tests.architecture.tree import PACKAGES, ROOT, depth, modules

# Inside an app, a file imports only files of its own rank or lower.
RANKS = {
    "urls": 5,
    "views": 4,
    "forms": 3,
    "tables": 3,
    "workflow": 2,
    "querysets": 1,
    "models": 1,
}


def is_inherited(field: Field) -> bool:
    """Whether a package's abstract model brings the field (Wagtail's images know their author)."""
    bases = [base for base in field.model.__mro__ if not base.__module__.startswith(PACKAGES)]
    metas = [base._meta for base in bases if hasattr(base, "_meta")]
    return any(field.name in {own.name for own in meta.local_fields} for meta in metas)


def relations() -> Iterator[Field]:
    """Every foreign key, one-to-one and many-to-many that a model of ours declares."""
    for model in apps.get_models():
        if model.__module__.startswith(PACKAGES):
            own = [*model._meta.local_fields, *model._meta.local_many_to_many]
            yield from (field for field in own if field.is_relation and not is_inherited(field))


def test_relations_between_models_point_down_or_sideways() -> None:
    wrong = []
    for field in relations():
        here, there = (
            depth(field.model.__module__),
            depth(str(getattr(field.related_model, "__module__", ""))),
        )
        if here is not None and there is not None and there < here:
            wrong.append(f"{field} points up to {field.related_model}")
    assert not wrong, "\n".join(wrong)


def test_every_app_has_its_place_in_the_layers() -> None:
    ours = [config.name for config in apps.get_app_configs() if config.name.startswith(PACKAGES)]
    assert [name for name in ours if depth(name) is None] == []


def rank(module: str, app: str) -> int | None:
    """The rank of a module in its app: of its file, or of the folder that stands for it."""
    return RANKS.get(module.removeprefix(f"{app}.").split(".")[0])


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def test_inside_an_app_imports_run_one_way(graph: grimp.ImportGraph) -> None:
    wrong = []
    for config in apps.get_app_configs():
        if not config.name.startswith(PACKAGES):
            continue
        for importer in graph.find_descendants(config.name):
            high = rank(importer, config.name)
            for imported in graph.find_modules_directly_imported_by(importer):
                low = rank(imported, config.name) if imported.startswith(config.name) else None
                if high is not None and low is not None and low > high:
                    wrong.append(f"{importer} imports {imported}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["utils", "helpers", "services"])
def test_no_module_has_a_name_that_says_nothing(name: str) -> None:
    trade = ROOT / "portal/directory/models/services.py"  # the word of the trade: rows of Service
    found = [path for path in modules(*PACKAGES, "tests") if name in (path.stem, path.parent.name)]
    assert [path for path in found if path != trade] == []


def test_the_six_packages_are_all_there_is() -> None:
    folders = {path.parent.relative_to(ROOT).parts[0] for path in modules(*PACKAGES, "tests")}
    assert folders <= {*PACKAGES, "tests"}
