"""What the voucher programme can issue."""

from vouchers.documents import decision, money, supplier


def register() -> None:
    decision.register()
    money.register()
    supplier.register()
