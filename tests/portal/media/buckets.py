"""A real S3 server on loopback (moto), with one bucket."""

import logging
from typing import Any

import boto3
from django.conf import settings
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

BUCKET, REGION = "gps-files", "fr-par"
GIVEN = {"bucket_name": BUCKET, "region_name": REGION, "access_key": "us", "secret_key": "secret"}


class Buckets:
    """The server, and what it holds, asked for behind the site's back."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.url = "http://{}:{}".format(*self.server.get_host_and_port())
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="owner",
            aws_secret_access_key="secret",
        )

    def empty(self) -> None:
        for key in self.keys():
            self.client.delete_object(Bucket=BUCKET, Key=key)

    def create(self) -> None:
        where: Any = {"LocationConstraint": REGION}
        self.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)

    def keys(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=BUCKET)
        return [found["Key"] for found in listed.get("Contents", ())]

    def storages(self, **changes: str) -> dict[str, Any]:
        """The setting STORAGES of a site on this server."""
        from portal.settings.base import bucket  # noqa: PLC0415 (the settings' own function)

        return settings.STORAGES | bucket(GIVEN | {"endpoint_url": self.url} | changes)

    def stop(self) -> None:
        self.client.close()
        self.server.stop()
