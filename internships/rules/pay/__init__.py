"""Pay of interns to the won, pure: figures, attendance and contract come in, lines with formula and law come out."""

from internships.rules.pay.compute import compute, correct, split_cost
from internships.rules.pay.figures import Figure, FigureBook, FigureMissing
from internships.rules.pay.hours import DayMissing
from internships.rules.pay.inputs import (
    Allowance,
    Contract,
    Day,
    Employer,
    Exemption,
    Leave,
    Person,
    PersonMonth,
)
from internships.rules.pay.lines import Line, Part, Result, line_from
from internships.rules.pay.tax import Bracket, TaxTable

__all__ = [
    "Allowance",
    "Bracket",
    "Contract",
    "Day",
    "DayMissing",
    "Employer",
    "Exemption",
    "Figure",
    "FigureBook",
    "FigureMissing",
    "Leave",
    "Line",
    "Part",
    "Person",
    "PersonMonth",
    "Result",
    "TaxTable",
    "compute",
    "correct",
    "line_from",
    "split_cost",
]
