### 审计工作台

audit-title = 审计
audit-lede = 共 { $count } 个事件，每个事件都以哈希与前一个相连。
audit-broken = 事件链在第 { $number } 个事件处断开
audit-broken-text = 此前的内容均已得到证明。请停止变更，保留数据库副本，并与最近一次签名检查点比对。
audit-whole = 事件链完整：没有改动、删除或调换
audit-at = 验证时间
audit-checked = 已读事件
audit-head = 最后一个事件的哈希
audit-not-asked = 服务器启动以来尚未验证事件链。
audit-verify = 立即验证整条事件链
audit-events = 事件
audit-search = 事件名称、预约编号、操作者
audit-found = 共 { $count } 个事件
audit-none = 没有匹配的事件
audit-none-hint = 请搜索预约或兑付申请的编号，或其中一部分。
audit-number = 序号
audit-event = 事件
audit-subject = 对象
audit-actor = 操作者
audit-hash = 哈希
audit-before = 前一事件的哈希
audit-body = 记录内容
audit-newer = 较新
audit-older = 较早
event-title = 第 { $number } 个事件
