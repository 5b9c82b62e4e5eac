"""The settings of the tests: the service's own, on a server that may be thrown away."""

import os

os.environ["HANBAT_ENV"] = "test"

from tests import server

server.provide()

from config.settings import *  # noqa: E402, F403

STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
