"""What a document is made of, before it becomes a file: pages for PDF, sheets for Excel and CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any

from django.utils.functional import Promise

Text = str | Promise
Facts = Sequence[tuple[Text, str]]


class Kind(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    WHOLE = "whole"  # 1,234
    KEY = "key"  # 1234: a number that names a record and counts nothing
    WON = "won"  # 1,234 whole won
    DECIMAL = "decimal"  # 1,234.56
    PERCENT = "percent"  # 0.125 → 12.5 %
    DATE = "date"
    MOMENT = "moment"  # an aware datetime, written in Seoul's time; a naive one is in Seoul's time already


@dataclass(frozen=True)
class Column:
    """A column of a sheet. ``width`` counts Latin characters (a Hangul syllable takes two); without it the title and
    the kind decide. ``total=True`` sums the column into a last row."""

    title: Text
    kind: Kind | str = Kind.TEXT
    width: int | None = None
    total: bool = False


@dataclass(frozen=True)
class Blocks:
    """The rows of a long table, made some at a time by whole columns: a block has the values of each column. What
    writes by the column too takes ``blocks`` as they are; all else reads them as rows. Read once."""

    blocks: Iterable[Sequence[Sequence[Any]]]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for columns in self.blocks:
            yield from zip(*columns, strict=True)


@dataclass(frozen=True)
class Sheet:
    """A table: each row holds one value per column. ``rows`` may be a generator or ``Blocks`` and is read once.

    ``expected`` is the number of rows where it is known, for the progress bar.
    """

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    expected: int | None = None


@dataclass(frozen=True)
class Workbook:
    """Sheets of one file, with the filters it was made with written above each table.

    ``dump=True`` writes a full dump instead: header and values only, several times as fast in Excel.
    """

    sheets: Sequence[Sheet]
    title: Text = ""
    filters: Facts = ()
    dump: bool = False


@dataclass(frozen=True)
class Page:
    """A PDF: a template (extending ``reports/base.html``) and its context.

    ``name`` and ``facts`` are for a page within a bundle: its file name without ending, and what the public
    verification of this one shows (otherwise the document's ``public_facts``). ``about`` is what an issued page stands
    on (``internships.placement:12``): once that ends, :func:`reports.actions.withdraw_about` withdraws every such page.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    facts: Facts | None = None
    about: str = ""


@dataclass(frozen=True)
class Bundle:
    """Many PDFs of one kind in one job: as one merged file with bookmarks (``pdf``) or as single files (``zip``)."""

    pages: Iterable[Page]
    expected: int | None = None


@dataclass(frozen=True)
class Kept:
    """A file that is already there: its name with ending, what gives its bytes, and the SHA-256 that it must have."""

    name: str
    opened: Callable[[], IO[bytes]]
    sha256: str = ""


@dataclass(frozen=True)
class Paper:
    """One piece of a pack: what it is in words, and the page, table (written as CSV) or file itself."""

    title: Text
    content: "Page | Workbook | Kept"


@dataclass(frozen=True)
class Pack:
    """Papers of every kind in one archive (``zip``), numbered in their order, with an index that names each with its
    size and SHA-256."""

    title: Text
    papers: Iterable[Paper]
    facts: Facts = ()
    expected: int | None = None


Content = Page | Bundle | Workbook | Pack
