from reports.actions.request import produce_now, request_document
from reports.actions.withdraw import withdraw_about, withdraw_issue

__all__ = ["produce_now", "request_document", "withdraw_about", "withdraw_issue"]
