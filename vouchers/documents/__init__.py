"""What the voucher programme can issue."""

from vouchers.documents import agreement, books, case, decision, destruction, money, supplier, survey


def register() -> None:
    books.register()
    agreement.register()
    case.register()
    decision.register()
    destruction.register()
    money.register()
    supplier.register()
    survey.register()
