"""What keeps a questionnaire from being published, and what its author should know of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a form is refused, or (the last ones) only warned about."""

    NOT_A_FORM = "not_a_form"
    BAD_TABLE = "bad_table"
    BAD_EXPRESSION = "bad_expression"
    UNKNOWN_FUNCTION = "unknown_function"
    WRONG_ARGUMENTS = "wrong_arguments"
    NO_SUCH_QUESTION = "no_such_question"
    NO_SUCH_LIST = "no_such_list"
    NO_SUCH_COLUMN = "no_such_column"
    IN_A_CIRCLE = "in_a_circle"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_CONTROL = "unknown_control"
    UNKNOWN_APPEARANCE = "unknown_appearance"
    UNKNOWN_PART = "unknown_part"
    BAD_PATTERN = "bad_pattern"
    BAD_ATTACHMENT = "bad_attachment"
    EMPTY_SUM = "empty_sum"
    UNUSED_TABLE = "unused_table"

    @property
    def refuses(self) -> bool:
        return self not in (Reason.EMPTY_SUM, Reason.UNUSED_TABLE)


@dataclass(frozen=True)
class Fault:
    """A reason, the path of the question, the part of it (``relevant``, ``constraint``, …) and what was found there."""

    reason: Reason
    path: str
    part: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
