"""What this floor does when something happens on the floor below."""

from django.urls import reverse

from files.models import StoredFile
from notices.actions import notify


def tell_uploader(stored_file: StoredFile) -> None:
    """The uploader of an infected file hears of it at once."""
    if stored_file.uploader is not None:
        notify(
            "file_quarantined",
            stored_file.uploader,
            about=stored_file,
            url=reverse("files:mine"),
            context={"file_name": stored_file.name, "finding": stored_file.content.finding},
            key=str(stored_file.public_id),
        )
