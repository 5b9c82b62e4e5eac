"""Settings that come from the environment, declared once.

Each is read through :class:`Setting`, so that one table (``docs/settings.md``) can be checked against the code
and a production start without a needed one is refused with a sentence instead of a traceback.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default outside production and what it is for."""

    name: str
    default: str
    purpose: str
    required_in_production: bool = False


SETTINGS = (
    Setting("HANBAT_ENV", "development", "development, test or production"),
    Setting("SECRET_KEY", "", "signs sessions and links; 50 random characters or more", True),
    Setting("FIELD_KEY", "", "encrypts bank accounts and the like; 32 random characters or more", True),
    Setting("ALLOWED_HOSTS", "", "comma-separated host names that the service answers to", True),
    Setting("PUBLIC_URL", "http://localhost:8000", "the address printed in mails, QR codes and receipts", True),
    Setting("DATABASE_URL", "", "postgres://user:password@host:port/name for web and worker", True),
    Setting("DATABASE_OWNER_URL", "", "the same for the role that owns the schema and runs migrations"),
    Setting("HANBAT_DATA", "", "folder of the embedded database and of stored files"),
    Setting("EMAIL_URL", "", "smtp://user:password@host:port, smtps:// or smtp+tls://; empty: mails are kept"),
    Setting("MAIL_FROM", "no-reply@hanbat.example", "sender of the mails"),
    Setting("BROKER_URL", "", "redis://… for several worker nodes; empty: the database is the queue"),
    Setting("STORAGE_URL", "", "s3://key:secret@host/bucket?region=…; empty: files lie in HANBAT_DATA"),
    Setting("CLAMAV_URL", "", "tcp://host:3310 of a clamd that scans uploads; empty: files stay 'not scanned'"),
    Setting("NTS_API_KEY", "", "service key of the National Tax Service's business status API"),
    Setting("NTS_API_URL", "https://api.odcloud.kr/api/nts-businessman/v1", "its address"),
    Setting("SERVICE_NAME", "한밭", "the name in the header"),
    Setting("OFFICE_NAME", "대전광역시", "who stands in agreements and documents as the city"),
    Setting(
        "TRUSTED_PROXIES", "127.0.0.1", "addresses or networks of the reverse proxies, whose X-Forwarded-For counts"
    ),
    Setting(
        "STAMPING_PROXIES", "", "those of them that set X-Request-Start themselves, whose moment of arrival then counts"
    ),
    Setting(
        "LONGEST_WAIT", "600", "seconds for which an arrival counts before a deadline; what follows one waits as long"
    ),
    Setting("LOG_LEVEL", "INFO", "what is written to the error output: DEBUG, INFO, WARNING or ERROR"),
    Setting("CONTACT_EMAIL", "help@hanbat.example", "whom people write to; shown on the help page"),
    Setting("IDLE_MINUTES", "30", "minutes without a request after which a session ends"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Environment:
    """Reads the declared settings from a mapping (``os.environ`` in service)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    @property
    def production(self) -> bool:
        return self.text("HANBAT_ENV") == "production"

    @property
    def testing(self) -> bool:
        return self.text("HANBAT_ENV") == "test"

    def text(self, name: str) -> str:
        """The value of a declared setting, or its default. Undeclared names raise KeyError."""
        return self._values.get(name, "") or _BY_NAME[name].default

    def number(self, name: str) -> int:
        try:
            return int(self.text(name))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a whole number, not {self.text(name)!r}.") from error

    def names(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def refuse_incomplete_production(self) -> None:
        """Raises ImproperlyConfigured with one sentence that names every missing setting."""
        if not self.production:
            return
        missing = [s for s in SETTINGS if s.required_in_production and not self._values.get(s.name)]
        if missing:
            wanted = "; ".join(f"{s.name} ({s.purpose})" for s in missing)
            raise ImproperlyConfigured(f"HANBAT_ENV=production needs: {wanted}. See docs/settings.md.")
        for name, least in (("SECRET_KEY", 50), ("FIELD_KEY", 32)):
            if len(self._values[name]) < least:
                raise ImproperlyConfigured(f"{name} is too short for production: give {least} random characters.")


def database_options(url: str, *, pooled: bool = True, keep_seconds: int = 60) -> dict[str, Any]:
    """Django's DATABASES entry for a ``postgres://`` URL; a socket folder may come as ``?host=``.

    ``pooled``: the threads of a web process share a few connections. Else a thread keeps its own ``keep_seconds``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// (PostgreSQL 15 or newer).")
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    # Only what asks for it is prepared (kernel.one_statement): Django's own cursors bind their values themselves.
    # Its plan, and those of the statements of triggers, need no value to be good: each connection makes them once, not
    # six times, which was half of what a submission cost the database.
    options: dict[str, Any] = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}
    if pooled:
        # What a connection planned and read leaves the processor's caches while others are used: no more of them than
        # are needed.
        options["pool"] = {"min_size": 1, "max_size": 4, "timeout": 20}
    return {
        "ENGINE": "config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pooled else keep_seconds,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def data_folder(environment: Environment, base: Path) -> Path:
    """Where stored files lie when no object storage is configured."""
    return Path(environment.text("HANBAT_DATA") or base / "var")


def storage_options(environment: Environment, folder: Path) -> dict[str, Any]:
    """Django's storage entry for ``STORAGE_URL`` (S3 protocol), or the data folder without one."""
    url = environment.text("STORAGE_URL")
    if not url:
        options = {"location": folder / "files", "base_url": None}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in {"s3", "s3+http"}:
        raise ImproperlyConfigured("STORAGE_URL must look like s3://key:secret@host/bucket?region=name.")
    scheme = "http" if parts.scheme == "s3+http" else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": parts.path.strip("/"),
            "region_name": parse_qs(parts.query).get("region", [None])[0],
            "addressing_style": "path",  # every S3-compatible storage understands it; names of hosts need DNS
            "file_overwrite": True,
        },
    }


def mail_options(environment: Environment, folder: Path) -> dict[str, Any]:
    """Settings by which the worker delivers mail; without ``EMAIL_URL`` mails are kept as files to look at."""
    url = environment.text("EMAIL_URL")
    if not url:
        backend = "locmem" if environment.testing else "filebased"
        return {
            "DELIVERY_EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
            "EMAIL_FILE_PATH": folder / "mail",
        }
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtps:// or smtp+tls://.")
    return {
        "DELIVERY_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


def cache_options(environment: Environment) -> dict[str, Any]:
    """Django's cache, seen by all web processes: Redis when ``BROKER_URL`` names one, else a table."""
    url = environment.text("BROKER_URL")
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "hanbat"}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hanbat_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


def broker_options(environment: Environment) -> dict[str, Any]:
    """django-q2's broker: Redis when ``BROKER_URL`` names one, the database otherwise."""
    url = environment.text("BROKER_URL")
    if not url:
        return {"orm": "default"}
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("BROKER_URL must start with redis://.")
    return {"redis": url, "broker_class": "config.broker.KeepingRedis"}
