"""Documents: each app declares in its ``AppConfig.ready`` what it can issue.

A declaration is the whole of a document: who may have it, what it is made of, how long it is kept and what the public
may verify of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.actor import Actor
from reports.content import Bundle, Column, Content, Facts, Kept, Kind, Pack, Page, Paper, Sheet, Text, Workbook
from reports.errors import UnknownDocument
from reports.forms import ParametersForm
from reports.progress import Progress

Params = Mapping[str, Any]

FORMATS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
FORMAT_NAMES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "zip": "ZIP"}


def _no_facts(params: Params) -> Facts:
    return ()


def _no_version(params: Params) -> str:
    return ""


def _nothing(actor: Actor, params: Params) -> None:
    return None


@dataclass(frozen=True)
class Document:
    """What an app can issue. ``params`` are JSON values throughout; ``may`` is asked again at each download.

    - ``may(actor, params)``: whether the actor may have it. The system may ask for everything.
    - ``build(params, progress)``: runs in the worker, in the job's language; reads through queries, writes nothing.
    - ``on_request(actor, params)``: runs in the transaction of each request, before there is a job: refuses by
      raising, or keeps what must be kept of it (a line in the access log for a table of personal data).
    - ``form``: the parameters as a form; with ``offered`` the document is listed to those for whom it says yes.
    - ``issued``: numbered (``prefix`` + year + a gapless number), verifiable, made once for the same ``params``:
      whoever may have it gets the same file. ``version(params)`` tells apart two states of the matter (a decision
      that was changed), each of which is a document of its own.
    - ``public_facts(params)``: what anybody with the code may read; mask names.
    - ``valid_days``: after so many days from issue the public page says that it has run out (None: never).
    - ``keep_days``: after so many days the file is destroyed.
    """

    code: str
    title: Text
    formats: tuple[str, ...]
    may: Callable[[Actor, Params], bool]
    build: Callable[[Params, Progress], Content]
    on_request: Callable[[Actor, Params], None] = _nothing
    form: type[ParametersForm] | None = None
    offered: Callable[[Actor], bool] | None = None
    description: Text = ""
    issued: bool = False
    prefix: str = ""
    public_facts: Callable[[Params], Facts] = _no_facts
    version: Callable[[Params], str] = _no_version
    valid_days: int | None = None
    keep_days: int = 30
    file_name: Callable[[Params], str] | None = None

    def __post_init__(self) -> None:
        unknown = set(self.formats) - FORMATS.keys()
        if unknown or not self.formats:
            raise ValueError(f"{self.code}: formats {sorted(unknown) or 'missing'}")
        if self.issued and set(self.formats) - {"pdf", "zip"}:
            raise ValueError(f"{self.code}: only PDF can be issued")

    @property
    def named_formats(self) -> list[tuple[str, str]]:
        """(format, its name for people) in the order of the declaration."""
        return [(name, FORMAT_NAMES[name]) for name in self.formats]


_documents: dict[str, Document] = {}


def register_document(*documents: Document) -> None:
    """Makes documents known. A second registration under the same code replaces the first."""
    for document in documents:
        _documents[document.code] = document


def document(code: str) -> Document:
    """The document with this code. Raises UnknownDocument."""
    try:
        return _documents[code]
    except KeyError:
        raise UnknownDocument() from None


def format_of(code: str, asked: str) -> str:
    """``asked`` where the document comes in it; its first format when it does not, or nothing was asked for."""
    formats = document(code).formats
    return asked if asked in formats else formats[0]


def documents_for(actor: Actor) -> list[Document]:
    """The documents offered to this actor, in the order of their codes."""
    found = [one for one in _documents.values() if one.offered is not None and one.offered(actor)]
    return sorted(found, key=lambda one: one.code)


def title_of(code: str) -> Text:
    """The title of a document, or its code when the app that declared it is gone."""
    known = _documents.get(code)
    return known.title if known else code


__all__ = [
    "FORMATS",
    "Bundle",
    "Column",
    "Document",
    "Facts",
    "Kept",
    "Kind",
    "Pack",
    "Page",
    "Paper",
    "ParametersForm",
    "Params",
    "Progress",
    "Sheet",
    "Workbook",
    "document",
    "documents_for",
    "format_of",
    "register_document",
    "title_of",
]  # fmt: skip
