"""What the voucher programme can issue."""

from vouchers.documents import case, decision, money, supplier


def register() -> None:
    case.register()
    decision.register()
    money.register()
    supplier.register()
