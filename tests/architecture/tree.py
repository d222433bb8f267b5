"""What the rules of the house look at: our files, our layers."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "backoffice", "citizen", "search", "home", "payments")


@cache
def files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*tops: str) -> Iterator[Path]:
    """Our Python modules under the given top-level folders, without migrations."""
    for path in files():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and parts[0] in tops and "migrations" not in parts:
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text())


def strings(path: Path) -> set[str]:
    """Every string written in a module."""
    constants = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


@cache
def layers() -> list[set[str]]:
    """The packages of each layer, highest first, as pyproject.toml tells import-linter."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = config["tool"]["importlinter"]["contracts"][0]
    return [
        {name.strip(" ()") for name in layer.replace("|", ":").split(":")}
        for layer in contract["layers"]
    ]


def depth(module: str) -> int | None:
    """The layer of a module, 0 the highest; None when it is not ours."""
    for index, layer in enumerate(layers()):
        if any(module == package or module.startswith(f"{package}.") for package in layer):
            return index
    return None
