"""What the web server runs. Behind a reverse proxy the visitor's address is taken from its header, not its own."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.environment import Environment

os.environ.setdefault("HANBAT_POOLED", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), Environment().names("TRUSTED_PROXIES"))
