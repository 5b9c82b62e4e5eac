from kernel.models.audit import AccessEntry, AuditEntry, ChainHead, ChainVerification
from kernel.models.numbering import Counter
from kernel.models.once import RequestKey

__all__ = ["AccessEntry", "AuditEntry", "ChainHead", "ChainVerification", "Counter", "RequestKey"]
