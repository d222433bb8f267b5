"""What the demonstration is made of, as JSON files beside this one."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(name: str) -> Any:
    """The content of one file, named without its ending."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def read_all(folder: str) -> dict[str, Any]:
    """The content of each file of a folder, by its name, in alphabetical order."""
    names = sorted(path.stem for path in (HERE / folder).glob("*.json"))
    return {name: read(f"{folder}/{name}") for name in names}
