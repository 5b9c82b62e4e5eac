"""How the cost of an application's project is divided under its call, and how that is worked out, in words."""

from typing import Any

from django.utils.translation import gettext as _

from programs.models import Application
from programs.registry import programme
from programs.rules.contribution import Contribution, NoRow, Rounding, contribution
from vouchers.application_form import YOUTH_QUESTION
from vouchers.rules.groups import groups_of
from vouchers.settings import YOUTH, VoucherSettings
from vouchers.wording import in_won, percent

OPEN = frozenset({"draft", "submitted", "correcting", "eligible", "in_review"})  # a result names its own sums


def cost_split(application: Application) -> Contribution | None:
    """How the cost of the application's project is divided under its call, or None while that cannot be told."""
    values = VoucherSettings.of(application.call.terms.settings)
    cost, track = application.answers.get("cost"), application.answers.get("track")
    if not isinstance(cost, int) or cost < 0 or track not in values.caps:
        return None
    size, belongs = _size(application), groups(application, values)
    try:
        return contribution(cost, size=size, track=track, table=values.contribution, groups=belongs)
    except NoRow:
        return None


def _size(application: Application) -> str:
    return application.organisation.size_class if application.organisation else ""


def groups(application: Application, values: VoucherSettings) -> frozenset[str]:
    """The quotas' groups of the applicant, by its address and what it says of its representative."""
    address = application.organisation.address if application.organisation else ""
    youth = values.asks_youth and application.answers.get(YOUTH_QUESTION) == "yes"
    return groups_of(address, youth=YOUTH, claims_youth=youth)


def calculation(application: Application) -> dict[str, Any] | None:
    """For the applicant, until the result: the sums with the shares that they follow from. None while that cannot be
    told."""
    divided = cost_split(application) if application.state in OPEN else None
    if divided is None:
        return None
    values = VoucherSettings.of(application.call.terms.settings)
    table, track = values.contribution, application.answers["track"]
    usual = table.row(_size(application), track)
    exempt = next((one.shares for one in table.exemptions if one.group == divided.exemption), None)
    shares = usual if exempt is None else exempt
    cap = values.caps.get(track)
    rows: list[tuple[str, int, str]] = [
        (_("Cost of the project"), divided.cost, ""),
        (_("Own share in money"), divided.cash - divided.over_cap, percent(shares.cash)),
        (_("Own share in kind"), divided.in_kind, percent(shares.in_kind)),
        (_("Beyond the cap, in money"), divided.over_cap, _("cap %(won)s") % {"won": in_won(cap)} if cap else ""),
    ]
    return {
        "rows": [{"label": label, "won": in_won(won), "how": how} for label, won, how in rows if won or not how],
        "support": in_won(divided.support),
        "because": programme("vouchers").groups.get(divided.exemption, divided.exemption) if exempt else "",
        "usual": percent(usual.cash + usual.in_kind),
        "rounding": _rounding(table.rounding, table.unit),
    }


def _rounding(rounding: Rounding, unit: int) -> str:
    said = {
        Rounding.DOWN: _("Each share is rounded down to whole %(unit)s won."),
        Rounding.UP: _("Each share is rounded up to whole %(unit)s won."),
        Rounding.HALF_UP: _("Each share is rounded to the nearest whole %(unit)s won."),
    }
    return said[rounding] % {"unit": f"{unit:,}"}
