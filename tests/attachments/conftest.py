"""An S3 server on this machine, for tests of files that lie elsewhere."""

import socket
from collections.abc import Callable, Iterator
from itertools import count

import boto3
import pytest
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"
_numbers = count(1)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server on this machine without buckets."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def make_bucket(s3_server: str) -> Callable[[], dict[str, str]]:
    """`make_bucket()` gives the settings for files in a new, empty bucket."""

    def make() -> dict[str, str]:
        name = f"forum-{next(_numbers)}"
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": REGION}
        place = {"LocationConstraint": REGION}
        boto3.client("s3", endpoint_url=s3_server, **keys).create_bucket(Bucket=name, CreateBucketConfiguration=place)
        return {
            "FORUM_FILES_URL": f"s3://{name}/files",
            "FORUM_FILES_ENDPOINT": s3_server,
            "FORUM_FILES_KEY": "key",
            "FORUM_FILES_SECRET": "secret",
            "FORUM_FILES_REGION": REGION,
        }

    return make
