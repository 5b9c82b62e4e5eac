"""One application per person: who may be the same person under another account.

Nobody's identity is verified by a third party here, so the rule only points out; a person compares and decides
(개인정보보호법 §37의2). Two people may share a name and a birthday, brothers a telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.rules.conflicts import phone
from programs.rules.eligibility import Finding, Verdict

LABEL = "One application per person"
ALONE = "No other application of this call has the same name and date of birth, or the same mobile phone."
ALIKE = (
    "The same name and date of birth, or the same mobile phone, stand in %(numbers)s. Compare them: one person applies "
    "once."
)
TEXTS = (LABEL, ALONE, ALIKE)


@dataclass(frozen=True)
class Identity:
    """What an application says of who applies: the day of birth as ISO text, the telephone as it was typed."""

    name: str
    birth_date: str
    phone: str

    def perhaps(self, other: "Identity") -> bool:
        """Whether both may be one person: name (blanks aside) and birthday, or the telephone by its digits."""
        named = "".join(self.name.split()) == "".join(other.name.split())
        born = bool(self.birth_date) and self.birth_date == other.birth_date
        return (named and born) or (bool(phone(self.phone)) and phone(self.phone) == phone(other.phone))


def check_one_person(own: Identity, others: Mapping[str, tuple[Identity, ...]]) -> Finding:
    """``others``: receipt number → what each version of that application said."""
    alike = [number for number, versions in others.items() if any(map(own.perhaps, versions))]
    if not alike:
        return Finding("one_person", Verdict.MET, LABEL, ALONE)
    return Finding("one_person", Verdict.UNCONFIRMED, LABEL, ALIKE, {"numbers": ", ".join(sorted(alike))})
