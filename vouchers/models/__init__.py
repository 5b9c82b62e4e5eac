"""The voucher's own tables."""

from vouchers.models.prior_agreement import PriorAgreement, PriorAgreementLine
from vouchers.models.supplier import Product, ProductPrice, Supplier, SupplierSanction

__all__ = ["PriorAgreement", "PriorAgreementLine", "Product", "ProductPrice", "Supplier", "SupplierSanction"]
