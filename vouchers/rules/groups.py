"""To which groups of a call's quotas (지역, 청년) an applicant belongs."""

# The codes of the city's districts (시군구코드), as in the register of addresses.
DISTRICTS = {"동구": "30110", "중구": "30140", "서구": "30170", "유성구": "30200", "대덕구": "30230"}
CITY = ("대전광역시", "대전")
REGION = "region"


def groups_of(address: str, *, youth: str, claims_youth: bool) -> frozenset[str]:
    """``region`` for a place of business in the city, ``region:<code>`` for its district, and the code ``youth`` for
    whom says that the representative is young; the screening holds that against the proof."""
    groups = set(_places(address))
    if claims_youth:
        groups.add(youth)
    return frozenset(groups)


def _places(address: str) -> list[str]:
    parts = address.split()
    if not parts or parts[0] not in CITY:
        return []
    code = DISTRICTS.get(parts[1]) if len(parts) > 1 else None
    return [REGION, f"{REGION}:{code}"] if code else [REGION]
