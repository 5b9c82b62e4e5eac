"""Conflicts of interest (이해충돌) between a reviewer and an applicant, found from what is registered of both.

A finding says which kind of fact coincides, not the fact itself: the address or phone of a person is read in their own
record, by those who may.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Mail hosts open to everybody: sharing one says nothing. A call may name more.
PUBLIC_MAIL = frozenset({
    "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "korea.kr",
    "gmail.com", "googlemail.com", "outlook.com", "outlook.kr", "hotmail.com", "hotmail.co.kr", "live.com",
    "live.co.kr", "yahoo.com", "yahoo.co.kr", "icloud.com", "me.com", "proton.me", "protonmail.com",
})  # fmt: skip
# Set aside for examples (RFC 2606): nobody's, so a domain under them says nothing either.
EXAMPLES = frozenset({"example.org", "example.com", "example.net", "example"})
KOREAN_SECOND_LEVEL = frozenset({"co", "or", "go", "ac", "re", "pe", "ne", "hs", "ms", "es", "kg", "sc", "mil"})


class Kind(StrEnum):
    BUSINESS_NUMBER = "business_number"
    ADDRESS = "address"
    PHONE = "phone"
    MAIL_DOMAIN = "mail_domain"
    FORMER_EMPLOYER = "former_employer"
    DECLARED = "declared"


@dataclass(frozen=True)
class Employment:
    """Where a reviewer works or worked: business number or name, ``until`` the last day (None: still there)."""

    number: str = ""
    name: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Party:
    """What is registered of a reviewer, or of an applicant with everybody who acts for it."""

    names: tuple[str, ...] = ()  # of the business
    business_numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    employments: tuple[Employment, ...] = ()  # a reviewer's


Fact = tuple[Kind, str]


def find_conflicts(
    reviewers: Mapping[int, Party],
    applicants: Mapping[int, Party],
    *,
    declared: Iterable[tuple[int, int]] = (),
    employed_since: date,
    public_mail: frozenset[str] = PUBLIC_MAIL,
) -> dict[int, dict[int, tuple[Kind, ...]]]:
    """Applicant → reviewer → the kinds of conflict between them, each kind once.

    ``declared`` holds (applicant, reviewer) as either side told it. Employment counts when it lasted until
    ``employed_since`` or later: that day is in. Blank facts coincide with nothing.
    """
    holders: dict[Fact, set[int]] = defaultdict(set)
    for reviewer, party in reviewers.items():
        for fact in facts_of(party, public_mail) | _employers(party, employed_since):
            holders[fact].add(reviewer)
    found: dict[int, dict[int, set[Kind]]] = defaultdict(lambda: defaultdict(set))
    for applicant, party in applicants.items():
        for kind, value in facts_of(party, public_mail) | _as_employer(party):
            for reviewer in holders.get((kind, value), ()):
                found[applicant][reviewer].add(kind)
    for applicant, reviewer in declared:
        found[applicant][reviewer].add(Kind.DECLARED)
    order = list(Kind)
    return {
        applicant: {reviewer: tuple(sorted(kinds, key=order.index)) for reviewer, kinds in sorted(by_reviewer.items())}
        for applicant, by_reviewer in sorted(found.items())
    }


def facts_of(party: Party, public_mail: frozenset[str] = PUBLIC_MAIL) -> set[Fact]:
    """Business number, address, telephones and own mail domains of a party, each as it is compared."""
    facts = {(Kind.BUSINESS_NUMBER, digits(number)) for number in party.business_numbers}
    facts |= {(Kind.ADDRESS, building(address)) for address in party.addresses}
    facts |= {(Kind.PHONE, phone(number)) for number in party.phones}
    facts |= {(Kind.MAIL_DOMAIN, domain) for mail in party.mails if (domain := mail_domain(mail)) not in public_mail}
    return {(kind, value) for kind, value in facts if value}


def _employers(party: Party, since: date) -> set[Fact]:
    counted = [job for job in party.employments if job.until is None or job.until >= since]
    values = {digits(job.number) for job in counted} | {business_name(job.name) for job in counted}
    return {(Kind.FORMER_EMPLOYER, value) for value in values if value}


def _as_employer(party: Party) -> set[Fact]:
    values = set(map(digits, party.business_numbers)) | set(map(business_name, party.names))
    return {(Kind.FORMER_EMPLOYER, value) for value in values if value}


# -- facts as they are compared --------------------------------------------------------------------------------


def digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def phone(text: str) -> str:
    """Digits, with Korea's country code written as the leading 0: +82 10-0000-0001 is 01000000001."""
    number = digits(text)
    return f"0{number[2:].lstrip('0')}" if number.startswith("82") and len(number) >= 11 else number


def building(address: str) -> str:
    """An address down to the building: what stands in brackets or after a comma (dong, floor, room) is left out, and
    the city is written one way."""
    text = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", address)).split(",")[0]
    text = re.sub(r"(\s+(지하)?\d+(동|층|호))+\s*$", "", text.strip())
    text = re.sub(r"^대전(광역시|시)?\s", "대전광역시 ", text)
    return re.sub(r"\s", "", text).lower()


def mail_domain(mail: str) -> str:
    """The registered domain: mail.acme.co.kr and acme.co.kr are one; empty when there is none, or
    nobody's."""
    _name, sign, host = mail.strip().lower().rpartition("@")
    labels = [label for label in host.split(".") if label]
    if not sign or len(labels) < 2:
        return ""
    if labels[-1] in EXAMPLES or ".".join(labels[-2:]) in EXAMPLES:
        return ""
    own = 3 if labels[-1] == "kr" and labels[-2] in KOREAN_SECOND_LEVEL else 2
    return ".".join(labels[-own:])


def business_name(name: str) -> str:
    """Without the legal form, spaces and brackets: (주)한밭데이터 and 한밭데이터 주식회사 are one."""
    text = re.sub(r"주식회사|유한회사|유한책임회사|\(주\)|\(유\)|㈜", "", unicodedata.normalize("NFC", name))
    return re.sub(r"[\s()\[\].,·&-]", "", text).lower()
