"""Agreements: which clauses a case gets, what exactly is signed, and how two texts differ.

The clauses are the suggestion from which a manager starts; what is signed is the text of the version. Law: 보조금법
§16–§35 for national money, 지방보조금법 §7–§38 for the city's own, 데이터산업법 §31.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Clause:
    title: str
    text: str


@dataclass(frozen=True)
class Party:
    """Who stands on one side, as known on the day of the text."""

    name: str
    registration_number: str = ""
    representative: str = ""
    address: str = ""


PARTIES = ("demand", "supplier", "city")  # also the keys of ``people``: who is responsible on each side


@dataclass(frozen=True)
class Text:
    """Everything that is agreed. Sums in won; both days belong to the period."""

    number: str
    version: int
    title: str
    demand: Party
    supplier: Party
    city: Party
    support: int
    cash: int
    in_kind: int
    first_day: date
    last_day: date
    clauses: tuple[Clause, ...]
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        return self.support + self.cash + self.in_kind


class Flaw(StrEnum):
    """Why a text cannot be sent for signing."""

    NO_SUPPORT = "no_support"
    SUM = "sum"  # support, money and kind do not make up the cost
    OVER_DECISION = "over_decision"  # more support than was decided
    BACKWARDS = "backwards"
    NO_CLAUSES = "no_clauses"
    SAME_PARTY = "same_party"  # the supplier is the demand company


def flaws(text: Text, *, cost: int, decided: int) -> list[Flaw]:
    """Everything that stands in the way; ``cost`` of the project and ``decided`` support in won."""
    found = []
    if text.support <= 0:
        found.append(Flaw.NO_SUPPORT)
    if text.cost != cost or min(text.support, text.cash, text.in_kind) < 0:
        found.append(Flaw.SUM)
    if text.support > decided:
        found.append(Flaw.OVER_DECISION)
    if text.last_day < text.first_day:
        found.append(Flaw.BACKWARDS)
    if not text.clauses or any(not clause.text.strip() for clause in text.clauses):
        found.append(Flaw.NO_CLAUSES)
    if text.demand.registration_number and text.demand.registration_number == text.supplier.registration_number:
        found.append(Flaw.SAME_PARTY)
    return found


def content_hash(text: Text) -> str:
    """SHA-256 of the text in canonical JSON: what every party signs."""
    content = asdict(text) | {"first_day": text.first_day.isoformat(), "last_day": text.last_day.isoformat()}
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


# -- comparing -------------------------------------------------------------------------------------------------


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, that only the earlier has, or that only the later has."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Difference:
    """One field or clause, side by side; equal ones have one SAME piece on either side."""

    key: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.mark is not Mark.SAME for piece in (*self.before, *self.after))


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Two texts as flat mappings (field or clause title → text), in the order of the later one, then what is gone."""
    keys = [*after, *(key for key in before if key not in after)]
    return [_difference(key, str(before.get(key, "")), str(after.get(key, ""))) for key in keys]


def _difference(key: str, before: str, after: str) -> Difference:
    old, new = _words(before), _words(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(Piece(Mark.SAME, "".join(old[i1:i2])))
            right.append(Piece(Mark.SAME, "".join(new[j1:j2])))
            continue
        if i2 > i1:
            left.append(Piece(Mark.GONE, "".join(old[i1:i2])))
        if j2 > j1:
            right.append(Piece(Mark.NEW, "".join(new[j1:j2])))
    return Difference(key, tuple(left), tuple(right))


def _words(text: str) -> list[str]:
    """Words with the space that follows them, so that joining gives the text back."""
    words: list[str] = []
    word = ""
    for sign in text:
        word += sign
        if sign.isspace():
            words.append(word)
            word = ""
    return [*words, word] if word else words


# -- suggestions -----------------------------------------------------------------------------------------------

_LAW = {
    "national": "「보조금 관리에 관한 법률」",
    "city": "「지방자치단체 보조금 관리에 관한 법률」",
}
_WORK = {
    "purchase": (
        "공급기업은 주문서에 적힌 데이터를 약정한 형식과 갱신 주기로 제공하고, "
        "이용에 필요한 권리를 수요기업에 부여한다."
    ),
    "general": "공급기업은 수요기업의 데이터를 수집·정제·가공하여 주문서에 적힌 형식의 결과물로 제공한다.",
    "ai": "공급기업은 학습용 데이터의 수집·가공·라벨링과 검증 결과를 주문서에 적힌 품질 기준에 맞게 제공한다.",
}


def suggested_clauses(track: str, fund: str) -> tuple[Clause, ...]:
    """The clauses from which a manager starts, by track and by whose money it is; places in braces as in
    ``rules/clauses.py``."""
    law = _LAW.get(fund, _LAW["city"])
    work = _WORK.get(track, "공급기업은 주문서에 적힌 데이터 상품 또는 서비스를 제공한다.")
    return (
        Clause("목적", "이 협약은 데이터바우처 지원사업인 「{과제명}」의 수행에 필요한 당사자의 권리와 의무를 정한다."),
        Clause("과업", work),
        Clause(
            "바우처의 사용",
            "수요기업은 협약 기간 안에 협약한 공급기업에 주문하는 데에만 바우처를 사용한다. "
            "공급기업은 과업의 전부 또는 주요 부분을 다시 위탁하지 않는다.",
        ),
        Clause(
            "부담금",
            "수요기업은 협약서에 적힌 현금 부담금을 납부 기한까지 지정 계좌에 입금한다. "
            "기한까지 입금하지 않으면 선정을 포기한 것으로 본다.",
        ),
        Clause(
            "검수와 지급",
            "검수는 수요기업이 한다. 시는 검수를 마친 주문이나 그 일부의 세금계산서를 확인한 뒤 공급기업에 지급하며, "
            "승인한 사람과 지급을 실행하는 사람을 달리한다.",
        ),
        Clause("협약의 변경", "기간, 금액, 공급기업, 담당자를 바꾸려면 미리 시의 승인을 받아 변경 협약을 맺는다."),
        Clause(
            "정산과 환수",
            f"수요기업은 사업이 끝나면 결과보고서와 정산서를 낸다. 인정되지 않은 비용과 {law}에 따라 반환할 금액은 "
            "이자를 더하여 환수한다.",
        ),
        Clause("자료의 보관", "당사자는 사업과 관련된 자료를 완료한 날부터 5년 동안 보관한다."),
        Clause(
            "해약",
            "거짓 신청, 용도 외 사용, 정당한 사유 없는 수행 중단이 있으면 시는 협약을 해약하고 참여를 제한할 수 있다.",
        ),
    )


def flat(text: Text) -> dict[str, str]:
    """A text as field or clause title → words, for comparing; sums with their commas."""
    rows = {
        "demand": text.demand.name,
        "supplier": text.supplier.name,
        "demand_representative": text.demand.representative,
        "supplier_representative": text.supplier.representative,
        "support": f"{text.support:,}",
        "cash": f"{text.cash:,}",
        "in_kind": f"{text.in_kind:,}",
        "first_day": text.first_day.isoformat(),
        "last_day": text.last_day.isoformat(),
    }
    people = {f"people:{role}": name for role, name in text.people.items()}
    return {**rows, **people, **{f"clause:{clause.title}": clause.text for clause in text.clauses}}
