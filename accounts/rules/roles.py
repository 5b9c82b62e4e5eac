"""Who may give which role. Roles are plain words here; the database's choices use the same."""

BY_MANAGERS = frozenset({"reviewer", "mentor", "enumerator", "intern"})


def may_grant(giver_roles: set[str], role: str, *, to_oneself: bool) -> bool:
    """Administrators give every role, programme managers the roles of people outside the office; nobody helps himself.

    Least privilege as 안전성 확보조치 기준 asks: whoever manages a programme cannot make another manager.
    """
    if to_oneself:
        return False
    if "administrator" in giver_roles:
        return True
    return "manager" in giver_roles and role in BY_MANAGERS
