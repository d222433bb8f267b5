"""Files: what they say of themselves, and what must never be in one."""

import ast
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, modules, parsed

ALLOWED = {
    *PACKAGES,
    *{"templates", "tests", "docs", ".ci", "pyproject.toml", "requirements.lock", "README.md"},
    *{"manage.py", "Makefile", "CHANGELOG.md", "LICENSE", ".gitignore", ".env.example"},
}
# Put together here so that this file does not hold what it forbids.
MACHINE = re.compile("|".join(["/" + "work/", "/" + "root/", "py" + "pi.org", "python" + "hosted"]))
DIRECTIVE = re.compile(r"#\s*(noqa(: ?[A-Z0-9, ]+)?|type: ignore(\[[\w, -]+\])?)(?P<reason>.*)")
READ = re.compile(
    r"(?:os\.environ\.get\(|os\.environ\[|(?:required|described)\()'(\w+)'|^'(\w+)' in os\.environ"
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", re.I)
# Mail programs and the PDF maker take no style sheet by its address, and run no script.
INLINE_ALLOWED = ("emails/", "wagtailadmin/")


def text_files() -> list[Path]:
    """Our files that hold text."""
    binary = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".ico", ".pdf", ".gz", ".docx", ".heic"}
    return [path for path in files() if path.suffix not in binary]


def test_the_top_of_the_house_holds_only_what_was_agreed() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in files()}
    assert tops - ALLOWED == set()


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*PACKAGES, "tests")
        # An app's configuration and an empty package file say all by their name.
        if path.name != "apps.py" and parsed(path).body and ast.get_docstring(parsed(path)) is None
    ]
    assert not silent, "\n".join(silent)


def test_no_file_names_this_machine_nor_a_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in text_files()
        if (found := MACHINE.search(path.read_text(errors="replace")))
    ]
    assert not wrong, "\n".join(wrong)


def test_a_silenced_warning_gives_its_reason() -> None:
    wrong = []
    for path in modules(*PACKAGES, "tests", ".ci"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            found = DIRECTIVE.search(line)
            if found and not re.search(r"\w{3}", found["reason"]):
                wrong.append(f"{path.relative_to(ROOT)}:{number}")
    assert not wrong, "\n".join(wrong)


def pages() -> list[Path]:
    """Templates that a browser shows under the strict policy."""
    names = [path for path in files() if path.suffix == ".html" and path.is_relative_to(ROOT)]
    folder = ROOT / "templates"
    return [
        path
        for path in names
        if path.is_relative_to(folder)
        and not str(path.relative_to(folder)).startswith(INLINE_ALLOWED)
    ]


def test_no_template_holds_inline_script_or_style() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in pages()
        if (found := INLINE.search(path.read_text()))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("source", ['<p style="x">', "<a onclick='x'>", "<script>x</script>"])
def test_inline_script_and_style_are_seen(source: str) -> None:
    assert INLINE.search(source)


def environment(path: Path) -> set[str]:
    """The variables that a settings module reads."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call | ast.Subscript | ast.Compare):
            names |= {name for groups in READ.findall(ast.unparse(node)) for name in groups if name}
    return names


def test_the_example_of_an_environment_lists_what_settings_read() -> None:
    settings = [ROOT / "portal/settings" / f"{name}.py" for name in ("base", "dev", "production")]
    read = set().union(*(environment(path) for path in settings))
    example = (ROOT / ".env.example").read_text()
    listed = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)
    assert sorted(listed) == sorted(read)


def test_tests_that_empty_the_database_put_its_first_rows_back() -> None:
    """One that doesn't leaves rows under other ids, on which the next one's rows are refused."""
    careless = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules("tests")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if "django_db(transaction" in line and "serialized_rollback=True" not in line
    ]
    # This test's own line names what it looks for.
    assert [line for line in careless if "test_house.py" not in line] == []


def test_the_demo_says_at_once_that_its_port_is_taken() -> None:
    """Before it changes anything: another demo may be served there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = subprocess.run(
            [ROOT / ".ci" / "demo"],
            env=os.environ | {"PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    assert told.returncode == 1
    assert f"Le port {port} est déjà pris" in told.stderr
