"""Every read of the voucher programme."""
