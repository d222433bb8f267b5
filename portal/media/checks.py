"""What is wrong with the settings of the antivirus and of S3."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from portal.media.clamd import is_address


@register()
def files(**_options: Any) -> list[Error]:
    return [*_clamd(), *_s3(**settings.S3)]


def _clamd() -> Iterator[Error]:
    if settings.CLAMD_ADDRESS and not is_address(settings.CLAMD_ADDRESS):
        hint = "Give the path of its socket, or host:port."
        yield Error("CLAMD_ADDRESS is no address.", hint=hint, id="media.E001")


def _s3(
    *, bucket_name: str, endpoint_url: str, region_name: str, access_key: str, secret_key: str
) -> Iterator[Error]:
    others = (endpoint_url, region_name, access_key, secret_key)
    if not bucket_name and any(others):
        yield Error("S3_BUCKET is missing, and other S3_ values are set.", id="media.E002")
    if bool(access_key) != bool(secret_key):
        hint = "Set both, or neither: the platform's own credentials are used then."
        named = "S3_SECRET_ACCESS_KEY" if access_key else "S3_ACCESS_KEY_ID"
        yield Error(f"{named} is missing.", hint=hint, id="media.E003")
    if endpoint_url and not endpoint_url.startswith(("https://", "http://")):
        yield Error("S3_ENDPOINT_URL must begin with https://.", id="media.E004")
    if bucket_name and not region_name:
        hint = "Requests are signed for one region: that of the bucket."
        yield Error("S3_REGION is missing.", hint=hint, id="media.E005")
