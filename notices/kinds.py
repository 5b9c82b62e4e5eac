"""Kinds of notices that this floor sends itself."""

from django.utils.translation import gettext_lazy as _

from notices.registry import ByMail, NoticeKind

FILE_QUARANTINED = NoticeKind(
    code="file_quarantined",
    title=_("A file was locked by the virus scanner"),
    category="account",
    sample={"file_name": "사업계획서.pdf", "finding": "Eicar-Test-Signature"},
    by_mail=ByMail.ALWAYS,
)
