### 未满足的需求

nav-unmet = 未满足需求
unmet-title = 未满足的需求
unmet-lede = { $since } 至 { $until }，按技术方法和需求方所在城市统计。
unmet-missed = 未找到结果的检索
unmet-waiting = 加入候补
unmet-far = 预约地在 { $count } 公里及以外
unmet-none = 暂无突出的需求
unmet-hidden = 小于 { $count } 的数字不显示，以免反映个别企业的情况。
unmet-csv = 下载表格（CSV）
unmet-source = 检索按月、技术方法和城市计数，不保存检索人和检索词。
