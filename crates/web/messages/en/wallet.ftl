### The wallet.

wallet-title = Wallet
wallet-available = Available
wallet-pending = Set aside
wallet-spent = Paid
wallet-vouchers = Vouchers
wallet-no-voucher = No voucher yet
wallet-no-voucher-hint = A voucher is granted by the funder of the place in which the enterprise sits.
wallet-transfers = Movements
wallet-no-transfer = Nothing has moved yet
wallet-after = Available after
wallet-source = Each line is a transfer in the ledger; a correction is a new line, never a change of an old one.
voucher-of = of { $face }
voucher-until = Valid until { $date }
voucher-soon = Lapses on { $date }
transfer-grant = Granted
transfer-pending = Set aside
transfer-post = Paid out
transfer-void = Given back
transfer-expire = Lapsed
transfer-reverse = Reversed
wallet-lede = Vouchers granted to { $enterprise }, and every movement of them.
