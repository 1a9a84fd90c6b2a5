### 报价说明

quote-caption = 从价格到企业自付
quote-step = 步骤
quote-amount = 金额
quote-price = 含税价格
quote-own-part = 企业自付
quote-rate-of = { $base } 的 { $rate }
clause = 第 { $id } 条
quote-how = 计算过程
quote-caps = 已核对的限额
quote-cap = 限额
quote-limit = 上限
quote-left = 本次之前剩余
quote-effect = 作用
quote-bound = 已起作用
quote-not-bound = 未达到
quote-version = 规则版本：{ $version }
quote-refusals = 不予补贴的办法及原因
quote-fact = 依据的事实
quote-remedy = 怎样才能符合
mode-refund = 先付后补：企业先付全款，审核后退还补贴。
mode-redemption = 抵扣兑付：企业只付自付部分，其余由机构向出资方兑付。
mode-deposit = 预存：企业预存自付部分，出资方补足，机构收到全款。
quote-capped = 受限额限制
quote-orders = { $count } 笔
