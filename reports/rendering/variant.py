"""The PDF variant of all documents."""

VARIANT = "pdf/a-3a"
