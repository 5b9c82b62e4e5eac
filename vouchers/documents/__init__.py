"""What the voucher programme can issue."""

from vouchers.documents import agreement, case, decision, destruction, money, supplier, survey


def register() -> None:
    agreement.register()
    case.register()
    decision.register()
    destruction.register()
    money.register()
    supplier.register()
    survey.register()
