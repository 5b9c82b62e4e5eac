from reports.models.issue import GuessCount, Issue
from reports.models.job import Job

__all__ = ["GuessCount", "Issue", "Job"]
