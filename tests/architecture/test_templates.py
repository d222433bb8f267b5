"""No template that nothing draws."""

import ast
import re
from pathlib import Path

from django.apps import apps
from wagtail.models import Page

from tests.architecture.tree import PACKAGES, ROOT, files, modules, parsed, strings

FOLDER = ROOT / "templates"
# Django draws these by itself.
ERRORS = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
QUOTED = re.compile(r"""["']([\w./-]+\.(?:html|txt|css|svg|xml))["']""")


def templates() -> list[Path]:
    """Our templates."""
    return [path for path in files() if path.is_relative_to(FOLDER)]


def named() -> set[str]:
    """What Python and the templates themselves name."""
    names: set[str] = set()
    for path in modules(*PACKAGES):
        names |= strings(path)
    for path in templates():
        names |= set(QUOTED.findall(path.read_text()))
    for model in apps.get_models():
        if issubclass(model, Page):
            names.add(str(model.template))  # type: ignore[attr-defined]  # set by Wagtail's metaclass
    return names


def composed() -> re.Pattern[str]:
    """What f-strings that begin with a folder and end as a template may name."""
    nodes = (node for path in modules(*PACKAGES) for node in ast.walk(parsed(path)))
    shapes = set()
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"
                for part in node.values
            ]
            shapes.add("".join(parts))
    shapes = {shape for shape in shapes if re.fullmatch(r"[a-z]+/.*\\\.(html|txt)", shape)}
    return re.compile("|".join(sorted(shapes)) or "(?!)")


def overrides(name: str) -> bool:
    """Whether a package draws a template of that name, which ours replaces."""
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    return any((folder / name).exists() for folder in folders)


def is_mail(name: str, names: set[str]) -> bool:
    """Whether `enqueue_email(template=…)` names it: without its folder and its ending."""
    top, _, stem = name.rpartition(".")[0].partition("/")
    folder, slash, event = stem.rpartition("/")  # an f-string may put the two together
    return top == "emails" and (stem in names or {folder + slash, event} <= names)


def test_every_template_is_drawn_by_something() -> None:
    names, shapes = named(), composed()
    unused = []
    for path in templates():
        name = str(path.relative_to(FOLDER))
        if name in ERRORS or name in names or is_mail(name, names) or overrides(name):
            continue
        if not shapes.fullmatch(name):
            unused.append(name)
    assert not unused, "\n".join(unused)
