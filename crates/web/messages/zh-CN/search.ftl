### 筛选与理解检索词

facet-terms = 条件
facet-external = 对外开放
facet-class = 分类
facet-province = 省份
facet-city = 城市
facet-provider = 服务机构
hits-corrected = 没有找到“{ $typed }”。以下为“{ $read }”的结果。
hits-none-listed = 尚无机构发布仪器。机构的实验室管理员导入目录后，即可在此查找。
