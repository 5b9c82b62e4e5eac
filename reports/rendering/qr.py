"""QR codes as pictures inside the document."""

import io
from base64 import b64encode

import segno

MASK = 0  # trying all eight masks costs as much as laying out the page; readers take any


def qr_data(text: str) -> str:
    """A PNG data address of the QR code of ``text``: error correction M, quiet zone of four modules, one pixel a
    module (drawn without smoothing: a picture costs a fifth of the same code as SVG)."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False, mask=MASK).save(buffer, kind="png", border=4)
    return "data:image/png;base64," + b64encode(buffer.getvalue()).decode()
