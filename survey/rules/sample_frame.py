"""A small business file made from a seed, for machines without the real one.

It is written as the official 39-column file and read by the same import; all shops are invented, and the
oddities of the real file (commas, ``&``, hanja, a repeated name, a shop without one) are in it on purpose.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from typing import NamedTuple

from survey.rules.frame_columns import OFFICIAL_NAME


class SampleDong(NamedTuple):
    """What a made-up address needs to know about a dong; the point is its middle, in degrees."""

    code: str
    gu: str
    name: str
    longitude: float
    latitude: float


_WORDS = [
    *("가람", "누리", "다솜", "라온", "마루", "바른", "새봄", "아람", "온새미", "초롱"),
    *("큰별", "토담", "푸른", "하늘", "한밭", "갑천", "보문", "식장", "계룡", "유등"),
    *("도솔", "은구비", "빛고을", "샛별", "단비", "여울", "솔향", "달빛", "둥지", "무지개"),
]
# Small code and name, ending of a shop's name, KSIC code (10th revision) and its name.
_TRADES = (
    ("I20101", "백반/한정식", "식당", "56111", "한식 일반 음식점업"),
    ("I20105", "국수/칼국수", "칼국수", "56111", "한식 일반 음식점업"),
    ("I21201", "카페", "커피", "56221", "커피 전문점"),
    ("S20701", "미용실", "헤어", "96112", "두발 미용업"),
    ("G20503", "정육점", "정육점", "47214", "육류 소매업"),
    ("G20509", "반찬/식료품 소매업", "반찬", "47219", "기타 식료품 소매업"),
)
_PARENTS = {
    "I2": "음식점업", "I201": "한식 음식점업", "I212": "비알코올 음료점업", "S2": "수리 및 개인 서비스업",
    "S207": "이용 및 미용업", "G2": "소매업", "G205": "식료품 소매업",
}  # fmt: skip
_ODD_NAMES = ("떡, 방앗간", "차&커피", "바이크樂", "<봄> 공방", "141", "업소명없음")


def sample_frame(dongs: Sequence[SampleDong], shops: int = 500, seed: int = 2026) -> bytes:
    """The file as bytes, UTF-8 with byte order mark; the same seed always gives the same bytes."""
    chance = random.Random(seed)  # noqa: S311 - invented shops, nothing secret
    text = io.StringIO()
    writer = csv.DictWriter(text, OFFICIAL_NAME.values(), restval="", lineterminator="\r\n")
    writer.writeheader()
    previous = ""
    for number in range(shops):
        dong = dongs[number % len(dongs)]
        trade = chance.choice(_TRADES)
        name = f"{chance.choice(_WORDS)}{chance.choice(_WORDS)}{trade[2]}"
        if number % 50 == 7:
            name = _ODD_NAMES[number // 50 % len(_ODD_NAMES)]
        if number % len(dongs) == 0 and number:
            name = previous  # the same shop name again in the first dong: a repeat for a person to look at
        if number % len(dongs) == 0:
            previous = name
        cells = _shop(number, name, dong, trade, chance)
        writer.writerow({OFFICIAL_NAME[field]: value for field, value in cells.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _shop(
    number: int, name: str, dong: SampleDong, trade: tuple[str, ...], chance: random.Random
) -> dict[str, str | int]:
    code, code_name, _, ksic, ksic_name = trade
    house = chance.randint(1, 180)
    return {
        "source_id": f"MA99{number:016d}",
        "name": name,
        "major_code": code[:2], "major_name": _PARENTS[code[:2]],
        "middle_code": code[:4], "middle_name": _PARENTS[code[:4]],
        "small_code": code, "small_name": code_name,
        "ksic_code": ksic, "ksic_name": ksic_name,
        "city_code": dong.code[:2], "city_name": "대전광역시",
        "gu_code": dong.code[:5], "gu_name": dong.gu,
        "dong_code": dong.code, "dong_name": dong.name,
        "road_address": f"대전광역시 {dong.gu} {dong.name.rstrip('0123456789동')}로 {house}",
        "longitude": f"{dong.longitude + chance.uniform(-0.004, 0.004):.6f}",
        "latitude": f"{dong.latitude + chance.uniform(-0.004, 0.004):.6f}",
    }  # fmt: skip
