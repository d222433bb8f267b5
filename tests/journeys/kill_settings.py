"""For the processes that the kill tests kill: as in development, with files in their own folder."""

import os
from pathlib import Path

from portal.settings.dev import *  # noqa: F403 (settings are one namespace)
from portal.settings.dev import STORAGES

STORAGES = STORAGES | {
    "private": STORAGES["private"]
    | {"OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": Path(os.environ["KILL_FOLDER"])}},
}
