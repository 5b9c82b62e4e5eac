"""What the web server runs. Behind a reverse proxy the visitor's address is taken from its header, not its own."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.arrival import Arrival
from config.clients import ClientHandler, Doors
from config.environment import Environment

os.environ.setdefault("HANBAT_POOLED", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_environment = Environment()
_pages = get_wsgi_application()
application = Arrival(
    wrap_wsgi_with_proxy_headers(Doors(_pages, ClientHandler()), _environment.names("TRUSTED_PROXIES")),
    places=int(os.environ.get("WEB_THREADS") or 4),
    stamping=_environment.names("STAMPING_PROXIES"),
    longest_wait=_environment.number("LONGEST_WAIT"),
)

# What was loaded stays: the collector need not walk through it again and again (8 % of the CPU of a short request).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
