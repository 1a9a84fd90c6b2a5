### 首页。

start-heading = { $group }的仪器都能约，实付多少一眼看清
start-lede = 一省的显微镜闲置，邻省的企业正要用。在这里查找、预约，由创新券支付一部分，再在各地财政之间结清。
start-search-label = 您要测什么、做什么？
start-search-example = 扫描电镜、SEM、XPS……
search-button = 搜索
size-instruments = { $n ->
   *[other] 台仪器
}
size-providers = { $n ->
   *[other] 家服务机构
}
size-cities = { $n ->
   *[other] 座城市
}
size-enterprises = { $n ->
   *[other] 家企业
}
border-question = 一道省界，代价几何？
border-text = 同一个季度（{ $period }）、同样的需求，演算两遍：一遍创新券只能付给本省机构，一遍可以付给整个城市群的机构。
border-unit = 跨省支付的补贴占已核准补贴的比例，百分比
border-rule = 创新券可付给
border-closed = 仅本省机构
border-open = 整个城市群的机构
border-share = 跨省比例
border-claims = 完成的预约
border-subsidy = 补贴
border-own-part = 企业自付
border-source = 来源：本系统账本；需求由随机种子虚构。
people-heading = 换个身份看看
people-text = 市场由五种人共同运转。任选一位，演示中无需密码。
sign-in-as = 以{ $name }的身份登录
job-engineer = 查找仪器，看清企业付多少、为什么，预约，确认工作完成。
job-lab-manager = 开放机时，答复申请，登记使用，凭证据申请兑付，跟踪收款。
job-officer = 颁布办法，发放创新券，审核兑付申请，掌握资金。
job-treasurer = 结束清算周期，与各地财政轧差结算，核对银行回单。
job-auditor = 全部可读，一概不改，并能证明无人暗中改动。
how-heading = 创新券如何跨越省界
how-1 = 报价
how-1-text = 每个价格都是补贴后的价格，并注明依据办法哪一条给予或不予补贴。
how-2 = 预约
how-2-text = 一步之内占下时段、预留补贴；要么全成，要么都不动。
how-3 = 兑付
how-3-text = 机构凭证据申请，企业确认，经办人全部或部分核准。
how-4 = 结算
how-4-text = 已核准的申请变成各地财政之间的头寸，只付轧差净额，审计链可证。

sign-in-title = 登录
about-heading = 江南是什么，哪些内容是虚构的
about-text = 江南把分属多个政府的城市群作为一个仪器与专家共享市场来运转：一份目录、可以跨界使用的创新券、一本账，以及各地财政之间的结算。
about-name = 名称
about-name-text = 江南，早在一市三省之前就是一个经济整体。
about-invented = 哪些是虚构的
about-real = 真实的
about-real-text = 地名及其代码和位置，科研机构名称，仪器厂家与型号，技术方法。
about-made-up = 由随机种子虚构
about-made-up-text = 企业和人员，哪台仪器在哪家机构，价格、开放时间、预约、兑付申请、券额和付款。
about-rules = 办法条款
about-rules-text = 仅为示例。条款参照已公布办法的结构编写，不是法规，也不是官方译文。
about-numbers = 数字从何而来
about-numbers-text = 每个页面上的每笔金额都读自本系统账本，没有一个是手工填写的。省界关闭与开放的比较，是把同样的需求用同样的程序演算两遍。
border-verdict = 打开边界后，同样的需求多完成了 { $count } 次预约，增加 { $more }，创新券支付的部分也随之增加。
sign-in-other = 使用自己的账号
sign-in-login = 账号
sign-in-password = 密码
sign-in-login-missing = 请填写账号
sign-in-password-missing = 请填写密码
sign-in-refused = 账号与密码不匹配：请核对后重新输入密码
