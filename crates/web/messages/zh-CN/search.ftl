### 筛选与理解检索词

facet-terms = 条件
facet-external = 对外开放
facet-class = 分类
facet-province = 省份
facet-city = 城市
facet-provider = 服务机构
hits-corrected = 没有找到“{ $typed }”。以下为“{ $read }”的结果。
hits-none-listed = 尚无机构发布仪器。机构的实验室管理员导入目录后，即可在此查找。
facet-voucher = 可用我的创新券
facet-free = 该日空闲
facet-band = 单位实付金额
facet-band-list = 单位标价
chosen-free = { $day }空闲
asker-title = 我要付多少？
asker-why = 回答关于贵企业的三个问题，所有价格即换算为使用当地创新券后的实付金额。答案只保留在本页网址中，不作记录。
asker-seat = 企业在哪里？
asker-size = 企业规模？
asker-sector = 从事什么行业？
asker-open = 未说明
asker-button = 查看实付金额
asker-told = 以下为{ $seat }企业持有足额创新券时的实付金额，所用政策：
asker-no-scheme = { $seat }目前没有施行中的创新券政策，以下为标价。
asker-assumed = 政策还要求以下您未说明的事实。此处按符合条件计算，实际情况不同则价格不同：
