"""The list of cases narrowed to those behind a figure of the budget, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from programs.budget_pages import COLUMNS, SPENT
from programs.models import Call
from programs.registry import programme
from vouchers.models import Agreement
from vouchers.queries.money import narrowed, with_money


@dataclass(frozen=True)
class CasesBehind:
    """``what``: a column of the budget; each empty where it narrows nothing."""

    call: Call | None = None
    track: str = ""
    group: str = ""
    what: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "CasesBehind":
        """From an address; what it does not know is left out. One statement where a call is named."""
        key, what = str(values.get("call", "")), str(values.get("money", ""))
        call = (
            Call.objects.filter(pk=int(key), programme="vouchers").first()
            if key.isdecimal() and len(key) < 10
            else None
        )
        track, group = (str(values.get(name, ""))[:40].replace("\x00", "") for name in ("track", "group"))
        return cls(call, track, group, what if what in SPENT else "")

    @property
    def narrows(self) -> bool:
        return bool(self.call or self.track or self.group or self.what)

    @property
    def column(self) -> str | Promise:
        return COLUMNS[self.what]

    @property
    def words(self) -> str:
        """What the list is narrowed by."""
        parts: list[Any] = [self.call.title] if self.call else []
        track = self.call.terms.choosing_terms.track(self.track) if self.call and self.track else None
        parts += [_(track.label)] if track is not None and track.label else []
        parts += [programme("vouchers").groups.get(self.group, self.group)] if self.group else []
        parts += [self.column] if self.what else []
        return " · ".join(str(part) for part in parts)

    def narrow(self, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """The cases, with their ``won`` where a column is named."""
        rows = narrowed(rows, call=self.call, track=self.track, group=self.group)
        return with_money(rows, self.what) if self.what else rows

    def total(self, rows: QuerySet[Agreement]) -> int:
        """Won in the column over all of them; one statement."""
        return rows.order_by().aggregate(total=Sum("won"))["total"] or 0
