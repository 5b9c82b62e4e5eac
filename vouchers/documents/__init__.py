"""What the voucher programme can issue."""

from vouchers.documents import decision, supplier


def register() -> None:
    decision.register()
    supplier.register()
