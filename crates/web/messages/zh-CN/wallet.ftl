### 券包

wallet-title = 券包
wallet-available = 可用
wallet-pending = 已预留
wallet-spent = 已支付
wallet-vouchers = 创新券
wallet-no-voucher = 还没有创新券
wallet-no-voucher-hint = 创新券由企业所在地的出资方发放。
wallet-transfers = 变动明细
wallet-no-transfer = 还没有变动
wallet-after = 变动后可用
wallet-source = 每一行都是账本中的一笔转账；更正以新增一行体现，从不改动旧行。
voucher-of = / { $face }
voucher-until = 有效期至 { $date }
voucher-soon = { $date } 到期
transfer-grant = 发放
transfer-pending = 预留
transfer-post = 支付
transfer-void = 退回
transfer-expire = 到期失效
transfer-reverse = 冲正
wallet-lede = { $enterprise }获得的创新券及其每一笔变动。
