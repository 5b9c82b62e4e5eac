"""The life cycles of the shared engine, one file for each stage of the work."""

from programs.lifecycles.aftermath import APPEAL, RESERVE_CALL
from programs.lifecycles.application import APPLICATION, CORRECTION
from programs.lifecycles.archive import ARCHIVED, DESTRUCTION
from programs.lifecycles.call import AMENDMENT, CALL
from programs.lifecycles.choosing import DECISION, LIST_JOB, MEETING, RANKING_RUN, RESULTS_MOMENT
from programs.lifecycles.exclusion import LISTING
from programs.lifecycles.reference import FIGURE
from programs.lifecycles.review import REVIEW

__all__ = [
    "AMENDMENT",
    "APPEAL",
    "APPLICATION",
    "ARCHIVED",
    "CALL",
    "CORRECTION",
    "DECISION",
    "DESTRUCTION",
    "FIGURE",
    "LISTING",
    "LIST_JOB",
    "MEETING",
    "RANKING_RUN",
    "RESERVE_CALL",
    "RESULTS_MOMENT",
    "REVIEW",
]
