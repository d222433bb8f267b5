"""Production's settings, with a meter, a bare view, and a folder that goes away with the run."""

import os
from pathlib import Path

from portal.settings.production import *  # noqa: F403 (settings are one namespace)
from portal.settings.production import MIDDLEWARE, STORAGES

FOLDER = Path(os.environ["BENCH_FOLDER"])
STATIC_ROOT = FOLDER / "static"
MEDIA_ROOT = FOLDER / "media"
STORAGES = STORAGES | {
    "private": STORAGES["private"]
    | {"OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": FOLDER / "private"}},
    # Compressing takes a minute and changes nothing of what is measured.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MIDDLEWARE = ["tests.bench.meter.meter", *MIDDLEWARE]
ROOT_URLCONF = "tests.bench.urls"
