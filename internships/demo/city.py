# ruff: noqa: E501  (tables of Korean text, each syllable two columns wide)
"""Places and names of the played city: bodies like Daejeon's, people out of old novels."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from internships.rules.plan import PlanRow
from kernel.areas import DONGS


@dataclass(frozen=True)
class Body:
    """A host: name, kind, place of work, address, latitude, longitude (degrees)."""

    name: str
    kind: str
    place: str
    address: str
    latitude: str
    longitude: str

    @property
    def dong(self) -> str:
        """The dong whose point lies nearest."""
        here = Decimal(self.latitude), Decimal(self.longitude)
        nearest = min(DONGS.values(), key=lambda one: (one.latitude - here[0]) ** 2 + (one.longitude - here[1]) ** 2)
        return nearest.code


BODIES = (
    Body("대전광역시 데이터산업과", "department", "시청 13층", "대전광역시 서구 둔산로 100", "36.350400", "127.384500"),
    Body("동구청 스마트정보과", "department", "구청 8층", "대전광역시 동구 동구청로 147", "36.311900", "127.454900"),
    Body("중구청 디지털정보과", "department", "구청 4층", "대전광역시 중구 중앙로 100", "36.325600", "127.421400"),
    Body("서구청 스마트정보과", "department", "구청 6층", "대전광역시 서구 둔산서로 100", "36.355400", "127.383800"),
    Body("유성구청 미래전략과", "department", "구청 3층", "대전광역시 유성구 대학로 211", "36.362200", "127.356100"),
    Body("대덕구청 정보통신과", "department", "구청 2층", "대전광역시 대덕구 대전로1033번길 20", "36.346700", "127.415600"),
    Body("한밭데이터진흥원", "public_body", "본관 5층", "대전광역시 유성구 가상로 10", "36.378900", "127.374500"),
    Body("대전가상교통공사", "public_body", "운영센터 2층", "대전광역시 서구 가상로 20", "36.338200", "127.341900"),
    Body("대전가상도시공사", "public_body", "본사 7층", "대전광역시 중구 가상로 30", "36.320100", "127.409700"),
    Body("대전가상시설공단", "public_body", "본부 3층", "대전광역시 대덕구 가상로 40", "36.391200", "127.424600"),
    Body("대전가상관광공사", "public_body", "엑스포과학공원 사무동", "대전광역시 유성구 가상로 50", "36.376500", "127.386900"),
    Body("한밭가상도서관", "public_body", "디지털자료실", "대전광역시 중구 가상로 60", "36.313600", "127.413900"),
    Body("대전가상연구원", "public_body", "데이터연구센터", "대전광역시 중구 가상로 70", "36.328900", "127.419800"),
    Body("대전가상복지재단", "public_body", "통계팀", "대전광역시 동구 가상로 80", "36.332700", "127.434500"),
    Body("대전가상테크노파크", "public_body", "어울림플라자 4층", "대전광역시 유성구 가상로 90", "36.424100", "127.398700"),
    Body("갑천데이터랩(가상)", "company", "3층", "대전광역시 유성구 가상로 101", "36.366800", "127.349800"),
    Body("보문지도서비스(가상)", "company", "2층", "대전광역시 중구 가상로 112", "36.310400", "127.421900"),
    Body("식장산소프트(가상)", "company", "5층", "대전광역시 동구 가상로 123", "36.320800", "127.462100"),
    Body("계족산통계연구소(가상)", "company", "1층", "대전광역시 대덕구 가상로 134", "36.383100", "127.440300"),
    Body("엑스포디지털(가상)", "company", "9층", "대전광역시 유성구 가상로 145", "36.374800", "127.388200"),
)  # fmt: skip

WORK = (
    ("census", "소상공인 전수조사", "담당 동의 사업체를 방문하여 조사표를 작성하고 오류를 바로잡습니다."),
    ("quality", "공공데이터 품질 점검", "보유 데이터의 완전성·유효성·일관성을 진단하고 오류를 정비합니다."),
    ("discovery", "공공데이터 발굴", "부서가 보유한 자료를 찾아 설명을 작성하고 개방 여부를 정리합니다."),
    ("digitising", "종이 자료 디지털화", "종이 대장을 전자 자료로 옮기고 표준에 맞게 정리합니다."),
)

# What is done after the first week, and before the last: half of the weeks each.
MIDDLE = {
    "census": (("담당 동 사업체 방문 조사", "하루 8곳 이상 조사"), ("재방문과 내검 오류 보완", "오류 없는 조사표")),
    "quality": (("완전성·유효성 진단", "진단 결과표"), ("오류 정비와 재진단", "오류율 비교표")),
    "discovery": (("부서별 자료 조사와 면담", "발굴 목록"), ("메타데이터 작성과 개방 검토", "데이터 설명서")),
    "digitising": (("대장 스캔과 입력", "입력 자료"), ("표준 용어 적용과 대조 검증", "검증 완료 자료")),
}
SKILLS = {
    "census": "친절한 응대, 지도 보기",
    "quality": "엑셀 함수, 표 읽기",
    "discovery": "문서 정리, 글쓰기",
    "digitising": "정확한 타자, 한자 읽기",
}

_FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN = [
    "길동",
    "춘향",
    "몽룡",
    "향단",
    "방자",
    "흥부",
    "놀부",
    "심청",
    "꺽정",
    "콩쥐",
    "팥쥐",
    "장화",
    "홍련",
    "별주",
]
MENTORS = (
    "이황", "이이", "정약용", "허준", "장영실", "김정희", "박지원", "신사임당", "김만덕", "홍대용",
    "이익", "유성룡", "김홍도", "신윤복", "정선", "최무선", "이천", "우장춘", "지석영", "주시경",
)  # fmt: skip
_STATEMENTS = (
    "공공데이터가 우리 동네 가게와 시민에게 어떻게 쓰이는지 직접 보고 배우고 싶어 지원하였습니다. 맡은 일을 끝까지 해내겠습니다.",
    "통계와 지도를 좋아하여 관련 강의를 꾸준히 들었습니다. 현장에서 자료를 모으고 다듬는 과정을 경험하고 싶어 지원합니다.",
    "데이터를 다루는 직업을 준비하고 있습니다. 대전의 자료를 정리하며 기본기를 쌓고, 함께 일하는 방법을 배우고자 합니다.",
)


def plan(work: str, weeks: int) -> list[PlanRow]:
    """The weeks of a kind of work: learning it, two stretches of doing it, handing over."""
    first, second = MIDDLE[work]
    half = (weeks + 1) // 2
    rows = [
        PlanRow(1, 1, "업무 교육, 보안 서약, 장비 지급", "업무 이해"),
        PlanRow(2, half, *first),
        PlanRow(half + 1, weeks - 1, *second),
        PlanRow(weeks, weeks, "결과 정리와 인수인계", "결과 보고서"),
    ]
    return [row for row in rows if row.first <= row.last]


def names(count: int, random: Random) -> list[str]:
    """``count`` different names (at most 280) that nobody takes for real people's."""
    every = [family + given for family in _FAMILY for given in _GIVEN]
    return random.sample(every, count)


def answers(random: Random, birth_years: tuple[int, int]) -> dict[str, object]:
    """An application with every question answered."""
    districts = ("30110", "30140", "30170", "30200", "30230")
    return {
        "birth_date": f"{random.randint(*birth_years)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        "phone": f"010-0000-{random.randint(0, 9999):04d}",
        "residence": random.choice(districts),
        "employment": random.choice(("none", "none", "student", "part_time")),
        "area": random.choice(districts),
        "work": random.sample(("discovery", "digitising", "quality", "census"), 2),
        "commute": random.choice((30, 40, 50, 60, 90)),
        "motivation": random.choice(_STATEMENTS),
        "skills": random.choice(_STATEMENTS),
        "certificates": random.choice(("", "", "컴퓨터활용능력 2급", "데이터분석 준전문가")),
        "consent_personal": True,
    }


def registration_number(serial: int) -> str:
    """A number of ten digits with a right check digit that stands for nobody (사업자등록번호)."""
    body = f"999{serial:06d}"
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) + int(body[8]) * 5 // 10
    return f"{body}{(10 - total % 10) % 10}"
