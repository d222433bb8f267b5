"""The demo's settings, with its files in the temporary folder that GPS_DOCS_FOLDER names."""

import os
from pathlib import Path

from portal.settings.dev import *  # noqa: F403 (settings are one namespace)
from portal.settings.dev import STORAGES

FOLDER = Path(os.environ["GPS_DOCS_FOLDER"])
MEDIA_ROOT = FOLDER / "media"
PRIVATE_FILES_ROOT = FOLDER / "private"
STORAGES = STORAGES | {
    "private": STORAGES["private"]
    | {"OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": PRIVATE_FILES_ROOT}}
}
