"""Words for what the rules say in plain English or in codes: rules know nothing of Django."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from internships.rules import eligibility
from internships.rules.attendance import Flag

TEXTS = (
    _("Age"),
    _("Aged %(age)s on %(day)s; the call admits %(minimum)s to %(maximum)s."),
    _("Aged %(age)s on %(day)s; the call admits people from %(minimum)s years on."),
    _("Aged %(age)s on %(day)s; the call admits people up to %(maximum)s years."),
    _("The date of birth is not known yet; the call admits %(minimum)s to %(maximum)s years."),
    _("The date of birth lies after %(day)s. Please correct it."),
    _("Residence"),
    _("Lives in the city."),
    _("Lives outside the city; the call admits its residents only."),
    _("The place of residence is not known yet."),
)

if TEXTS != eligibility.TEXTS:
    raise RuntimeError("internships.wording and internships.rules.eligibility say different things")

FLAGS = {
    Flag.STILL_IN.value: gettext_lazy("has not clocked out"),
    Flag.OUT_WITHOUT_IN.value: gettext_lazy("out without in"),
    Flag.DAY_OFF.value: gettext_lazy("day off"),
    Flag.SENT_LATE.value: gettext_lazy("sent later"),
}


def flag_texts(flags: Iterable[str]) -> list[str]:
    """What a mentor should look at, in words."""
    return [str(FLAGS[flag]) for flag in flags if flag in FLAGS]
