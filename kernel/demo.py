"""What the apps' ``demo`` modules share: one seeded city that is played through the same actions as real life."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

DEMO_PASSWORD = "hanbat-demo-2026"  # noqa: S105  a demonstration's password, printed on the screen


@dataclass(frozen=True)
class SignIn:
    """One person to try the system as."""

    who: str
    email: str
    start: str = "/"


@dataclass
class City:
    """A demonstration in the making. ``scale`` 1.0 is the whole small city, tests play a twentieth of it."""

    seed: int = 2026
    scale: float = 1.0
    frame: Path | None = None
    made: list[tuple[str, int]] = field(default_factory=list)
    sign_ins: list[SignIn] = field(default_factory=list)

    def dice(self, name: str) -> Random:
        """A generator of its own for each part, so that a change in one part moves nothing in another."""
        return Random(f"{self.seed}:{name}")  # noqa: S311  a repeatable game, not a secret

    def share(self, whole: int, least: int = 1) -> int:
        """``whole`` at full scale, less at a smaller one."""
        return max(least, round(whole * self.scale))

    def tell(self, what: str, count: int) -> None:
        """Notes what was made, for the table at the end."""
        self.made.append((what, count))


# Names of people in old tales and of nobody living.
FAMILY_NAMES = ("홍", "성", "임", "심", "변", "장", "배", "이", "전", "박", "허", "유", "남궁", "황", "김", "최")
GIVEN_NAMES = (
    "길동", "춘향", "꺽정", "청", "학도", "화", "비장", "몽룡", "우치", "문수", "생원", "충렬", "두련", "진이",
    "삿갓", "치원", "향단", "방자", "놀부", "흥부", "콩쥐", "팥쥐", "견우", "직녀", "온달", "평강", "바리", "자청비",
)  # fmt: skip


def person_name(dice: Random) -> str:
    """A made-up name that looks made up."""
    return dice.choice(FAMILY_NAMES) + dice.choice(GIVEN_NAMES)


def phone_number(dice: Random) -> str:
    """A number of the reserved 010-0000 range."""
    return f"010-0000-{dice.randrange(10_000):04d}"


def registration_number(dice: Random) -> str:
    """A business number with a right check digit and the district code 999, which no tax office has."""
    digits = [9, 9, 9, *(dice.randrange(10) for _ in range(6))]
    total = sum(digit * weight for digit, weight in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    total += digits[8] * 5 // 10
    return "".join(map(str, digits)) + str((10 - total % 10) % 10)
