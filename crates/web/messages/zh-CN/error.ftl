### 错误页面

error-not-found = 这里没有内容
error-not-found-text = 地址可能有误，或内容已不存在。请搜索。
error-forbidden = 您的身份不能查看此页
error-forbidden-text = 此页属于其他机构或其他身份。请以有权限的身份登录。
error-conflict = 已被他人抢先
error-conflict-text = 您看到的内容此后已有变化。没有预约，也没有收费。
error-refused = 无法办理
error-refused-text = 没有任何变动。原因如下：
error-too-large = 内容过大
error-too-large-text = 未作任何更改。请返回上一页，选择较小的文件，或拆分后分次发送。
error-server = 系统出错
error-server-text = 不会只做一半：每个操作要么完整保存，要么完全不保存。请稍后再试；如仍失败，请将下方编号告知运维人员。
error-reference = 编号
error-way-search = 查找仪器
error-way-start = 返回首页
error-slow = 提交的内容传输过慢
error-slow-text = 网络过慢，未办理任何事项。请重试；较大的文件可能需要更快的网络。
