"""The texts of OpenRosa (https://docs.getodk.org/openrosa/): list of forms, manifest, envelope of answers, and what a
submission says of itself; and the settings that ODK Collect takes from a QR code."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from survey.rules.xform.form import Form
from survey.rules.xform.reading import local, parsed

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
LONGEST_ID = 100


@dataclass(frozen=True)
class ListedForm:
    """A form as the list offers it; ``md5`` of its XML, by which a client sees that it changed."""

    form_id: str
    version: str
    name: str
    md5: str
    form_url: str
    manifest_url: str


@dataclass(frozen=True)
class Sent:
    """What a submission says of itself.

    ``instance_id``: its identifier, or one made of its bytes where it has none; ``replaces``: the one whose place it
    takes (``deprecatedID``); ``text``: the XML as text, whatever encoding it came in; ``element``: the same, parsed.
    """

    form_id: str
    version: str
    instance_id: str
    replaces: str
    text: str
    sha256: str
    element: Any

    def is_of(self, form: Form) -> bool:
        """Whether it says that it was filled in with this version of this form."""
        return (self.form_id, self.version, local(self.element)) == (form.id, form.version, form.root.name)


def text_of_named(told: Sent, name: str) -> str:
    """What the one element of this name holds, wherever it stands; empty where there is none or more than one."""
    found = [(one.text or "").strip() for one in told.element.iter(f"{{*}}{name}")]
    return found[0] if len(found) == 1 else ""


def form_list(forms: Iterable[ListedForm]) -> str:
    listed = "".join(
        f"<xform><formID>{escape(one.form_id)}</formID><name>{escape(one.name)}</name>"
        f"<version>{escape(one.version)}</version><hash>md5:{one.md5}</hash>"
        f"<downloadUrl>{escape(one.form_url)}</downloadUrl><manifestUrl>{escape(one.manifest_url)}</manifestUrl></xform>"
        for one in forms
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xforms xmlns="{LIST}">{listed}</xforms>'


@dataclass(frozen=True)
class MediaFile:
    """A file that belongs to a form."""

    name: str
    md5: str
    url: str


def manifest(files: Iterable[MediaFile]) -> str:
    listed = "".join(
        f"<mediaFile><filename>{escape(one.name)}</filename><hash>md5:{one.md5}</hash>"
        f"<downloadUrl>{escape(one.url)}</downloadUrl></mediaFile>"
        for one in files
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{MANIFEST}">{listed}</manifest>'


def md5_of(content: bytes) -> str:
    """What clients compare to see that a form or a file changed; not for safety."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def envelope(message: str) -> str:
    """An answer for people, as clients show it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="{RESPONSE}">'
        f'<message nature="submit_success">{escape(message)}</message></OpenRosaResponse>'
    )


def sent(xml: bytes) -> Sent:
    """Raises Unreadable."""
    root = parsed(xml)
    sha256 = digest(xml)
    meta = next((child for child in root if local(child) == "meta"), ())
    own = {local(child): (child.text or "").strip() for child in meta}
    instance_id = own.get("instanceID") or root.get("instanceID", "").strip()
    fits = 0 < len(instance_id) <= LONGEST_ID
    return Sent(
        form_id=root.get("id", local(root)),
        version=root.get("version", "")[:60],
        instance_id=instance_id if fits else f"sha256:{sha256}",
        replaces=own.get("deprecatedID", "")[:LONGEST_ID],
        text=_as_text(xml, root),
        sha256=sha256,
        element=root,
    )


def _as_text(xml: bytes, root: Any) -> str:
    """As it came, when it is UTF-8; written anew from any other encoding."""
    declared = (root.getroottree().docinfo.encoding or "UTF-8").upper()
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        declared, text = "", ""
    return text if declared in ("UTF-8", "UTF8", "ASCII", "US-ASCII") else etree.tostring(root, encoding="unicode")


def digest(xml: bytes) -> str:
    return hashlib.sha256(xml).hexdigest()


def collect_settings(server: str, username: str, password: str, project: str) -> str:
    """What ODK Collect reads from a QR code: JSON, compressed, in base64."""
    settings = {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "username": username,
            "password": password,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "app_language": "ko",
        },
        "admin": {},
        "project": {"name": project},
    }
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()
