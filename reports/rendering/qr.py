"""QR codes as pictures inside the document."""

import io
from base64 import b64encode

import segno


def qr_data(text: str) -> str:
    """An SVG data address of the QR code of ``text`` (error correction M, quiet zone of four modules)."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return "data:image/svg+xml;base64," + b64encode(buffer.getvalue()).decode()
