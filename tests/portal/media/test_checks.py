"""What `manage.py check` says of the antivirus and of S3."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tests.portal.test_production_settings import example

NOTHING = dict.fromkeys(
    ("bucket_name", "endpoint_url", "region_name", "access_key", "secret_key"), ""
)


def found() -> list[str]:
    return [error.id for error in run_checks() if str(error.id).startswith("media.")]


@pytest.mark.parametrize(
    ("s3", "errors"),
    [
        ({}, []),
        ({"bucket_name": "b", "region_name": "fr-par"}, []),
        ({"bucket_name": "b", "region_name": "r", "access_key": "a", "secret_key": "s"}, []),
        ({"region_name": "fr-par"}, ["media.E002"]),
        ({"bucket_name": "b", "region_name": "r", "access_key": "a"}, ["media.E003"]),
        ({"bucket_name": "b", "region_name": "r", "secret_key": "s"}, ["media.E003"]),
        ({"bucket_name": "b", "region_name": "r", "endpoint_url": "s3.example"}, ["media.E004"]),
        ({"bucket_name": "b"}, ["media.E005"]),
    ],
)
def test_what_is_missing_of_s3_is_named(
    settings: Settings, s3: dict[str, str], errors: list[str]
) -> None:
    settings.S3 = NOTHING | s3
    assert found() == errors


@pytest.mark.parametrize(
    ("address", "errors"), [("", []), ("/run/clamd.ctl", []), ("clamd", ["media.E001"])]
)
def test_an_address_of_clamd_that_is_none_is_named(
    settings: Settings, address: str, errors: list[str]
) -> None:
    settings.CLAMD_ADDRESS = address
    assert found() == errors


def loaded_with(tmp_path: Path, **values: str) -> tuple[list[str], bool]:
    """The storages of a production site with these values, and whether it holds boto3."""
    file = tmp_path / "gps-citoyen.env"
    file.write_text(example(SECRET_KEY="s3cret", **values))
    show = (
        "import json, sys, django; django.setup(); from django.conf import settings as s; "
        "found = [s.STORAGES[name]['BACKEND'] for name in ('default', 'private')]; "
        "print(json.dumps([found, 'boto3' in sys.modules]))"
    )
    script = f'set -ea; . "{file}"; exec "{sys.executable}" -c "{show}"'
    environment = ["PATH=/usr/bin:/bin", "DJANGO_SETTINGS_MODULE=portal.settings.production"]
    done = subprocess.run(
        ["env", "-i", *environment, "sh", "-c", script], capture_output=True, text=True, check=True
    )
    backends, heavy = json.loads(done.stdout)
    return [backend.rpartition(".")[2] for backend in backends], heavy


def test_production_keeps_files_in_the_bucket_that_the_environment_names(tmp_path: Path) -> None:
    backends, heavy = loaded_with(tmp_path, S3_BUCKET="gps", S3_REGION="fr-par")
    assert backends == ["PublicS3Storage", "PrivateS3Storage"]
    assert heavy


def test_without_a_bucket_nothing_of_s3_is_even_imported(tmp_path: Path) -> None:
    backends, heavy = loaded_with(tmp_path)
    assert backends == ["FileSystemStorage", "PrivateFileSystemStorage"]
    assert not heavy
