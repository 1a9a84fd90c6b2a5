### Where engineers and lab managers begin.

nav-desk = 工作台
today-wrong = 出现问题
today-waiting = 待您处理
today-next = 近期安排
today-none = 暂无安排
today-none-hint = 即将到来的预约会显示在这里。
today-quiet = 没有待办事项，也没有问题。
today-ways = 更多
today-disputed = { $count } 条使用记录存在争议
today-declined = { $count } 个申请被拒绝
today-lapsed = { $count } 个申请逾期未获答复
today-no-show = { $count } 次预约被记为未到场
today-voucher-soon = { $count } 张创新券即将到期且仍有余额
today-kept = 候补：已为您保留 { $count } 个时段
today-confirm = { $count } 条使用记录待您确认
today-refund = { $count } 笔补贴可以申请
today-disputed-work = 您的 { $count } 条使用记录存在争议
today-payment-failed = { $count } 笔付款未能到账
today-outage-meets = { $count } 个预约落在停机时段
today-rejected = { $count } 笔兑付申请被驳回
today-requests = { $count } 个申请待您答复
today-returned = { $count } 笔兑付申请被退回补充
today-lede = 待您处理的事项与近期安排。
