error-late = 处理时间过长
error-late-text = 您只是查看，没有更改任何内容。请几秒钟后重试。
error-unsettled = 暂不能确定是否已经办理
error-unsettled-text = 处理时间过长，稍后仍可能办理完成。请返回并重新提交同一表单：您填写的内容仍在；涉及资金或时间的事项，无论提交几次都只办理一次。提交后即可看到结果。
problem-late = 未能及时答复
problem-late-text = 该请求只读取数据，没有更改任何内容。请在 Retry-After 之后重试。
problem-unsettled = 暂不能确定是否已经执行
problem-unsettled-text = 处理时间过长，或与数据库的连接中断，该请求仍可能会被执行。请在 Retry-After 之后以相同的 Idempotency-Key 重发：如已执行，将得到首次的答复，不会重复执行。
