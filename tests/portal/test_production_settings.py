"""Production's settings, read from the environment as an operator would load it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCacheClient

REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PUBLIC_BASE_URL", "EMAIL_HOST"]
REQUIRED += ["DEFAULT_FROM_EMAIL"]
SHOW = (
    "import json; from portal.settings import production as p; "
    "print(json.dumps([p.ALLOWED_HOSTS, p.CSRF_TRUSTED_ORIGINS, p.DATABASES['default']['HOST']]))"
)


def load(tmp_path: Path, example: str, show: str = SHOW) -> subprocess.CompletedProcess[str]:
    """Reads the file in a shell that has nothing else, then the settings."""
    file = tmp_path / "gps-citoyen.env"
    file.write_text(example)
    script = f'set -ea; . "{file}"; exec "{sys.executable}" -c "{show}"'
    return subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", "sh", "-c", script],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def example(**values: str) -> str:
    """The project's own example, with these values."""
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    named = {line.split("=")[0]: line for line in lines if line and not line.startswith("#")}
    return "\n".join((named | {name: f"{name}={value}" for name, value in values.items()}).values())


def test_the_example_is_loaded_by_a_shell_as_it_stands(tmp_path: Path) -> None:
    done = load(tmp_path, example(SECRET_KEY="s3cret", CSRF_TRUSTED_ORIGINS="https://a.example"))
    assert done.returncode == 0, done.stderr
    hosts, origins, database = json.loads(done.stdout)
    assert hosts == ["demarches.example.org", "gestion.example.org"]
    assert origins == ["https://demarches.example.org", "https://a.example"]
    assert database == "/run/postgresql"


@pytest.mark.parametrize("name", REQUIRED)
def test_a_value_that_is_missing_stops_the_start_and_is_named(tmp_path: Path, name: str) -> None:
    done = load(tmp_path, example(SECRET_KEY="s3cret") + f"\n{name}=")
    assert done.returncode != 0
    assert f"{name} is missing from the environment" in done.stderr


@pytest.mark.parametrize("name", ["AGENT_OIDC_CLIENT_ID", "AGENT_OIDC_CLIENT_SECRET"])
def test_single_sign_on_wants_its_client(tmp_path: Path, name: str) -> None:
    values = {"AGENT_OIDC_CLIENT_ID": "gps", "AGENT_OIDC_CLIENT_SECRET": "s3cret", name: ""}
    known = {"SECRET_KEY": "s3cret", "AGENT_OIDC_ISSUER": "https://idp.example.org"}
    done = load(tmp_path, example(**known, **values))
    assert done.returncode != 0
    assert f"{name} is missing from the environment" in done.stderr


SHOW_SMS = "from portal.settings import production as p; print(p.SMS_PROVIDER, p.SMS_SENDER)"


def test_a_provider_of_sms_is_read_from_its_own_file(tmp_path: Path) -> None:
    described = tmp_path / "sms.json"
    described.write_text('{"url": "https://sms.example.org/", "sender": "ISIGNY", "body": []}')
    done = load(tmp_path, example(SECRET_KEY="s3cret", SMS_CONFIG=str(described)), SHOW_SMS)
    assert done.stdout.split() == ["portal.messaging.sms.http.HTTPProvider", "ISIGNY"]


@pytest.mark.parametrize("content", ["", "{", "[1]"])
def test_a_file_of_sms_that_cannot_be_read_stops_the_start(tmp_path: Path, content: str) -> None:
    described = tmp_path / "sms.json"
    if content:
        described.write_text(content)
    done = load(tmp_path, example(SECRET_KEY="s3cret", SMS_CONFIG=str(described)))
    assert done.returncode != 0
    assert "SMS_CONFIG: " in done.stderr


def test_a_shared_cache_has_its_client() -> None:
    assert RedisCacheClient(["redis://127.0.0.1:6379"]).get_client()
