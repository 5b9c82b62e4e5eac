"""What the voucher programme can issue."""

from vouchers.documents import agreement, books, case, decision, money, supplier, survey


def register() -> None:
    books.register()
    agreement.register()
    case.register()
    decision.register()
    money.register()
    supplier.register()
    survey.register()
