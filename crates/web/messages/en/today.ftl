### Where engineers and lab managers begin.

nav-desk = My desk
today-wrong = What went wrong
today-waiting = Waiting for you
today-next = Next
today-none = Nothing is planned
today-none-hint = Reservations to come appear here.
today-quiet = Nothing waits for you, and nothing went wrong.
today-ways = More
today-disputed = { $n ->
    [one] { $count } usage record is in dispute
   *[other] { $count } usage records are in dispute
}
today-declined = { $n ->
    [one] { $count } request was declined
   *[other] { $count } requests were declined
}
today-lapsed = { $n ->
    [one] { $count } request lapsed without an answer
   *[other] { $count } requests lapsed without an answer
}
today-no-show = { $n ->
    [one] { $count } reservation was recorded as a no-show
   *[other] { $count } reservations were recorded as no-shows
}
today-voucher-soon = { $n ->
    [one] { $count } voucher lapses soon with money in it
   *[other] { $count } vouchers lapse soon with money in them
}
today-kept = { $n ->
    [one] { $count } slot is kept for you from the wait list
   *[other] { $count } slots are kept for you from the wait list
}
today-confirm = { $n ->
    [one] { $count } usage record waits for your confirmation
   *[other] { $count } usage records wait for your confirmation
}
today-refund = { $n ->
    [one] { $count } refund can be claimed
   *[other] { $count } refunds can be claimed
}
today-disputed-work = { $n ->
    [one] { $count } of your usage records is in dispute
   *[other] { $count } of your usage records are in dispute
}
today-payment-failed = { $n ->
    [one] { $count } payment to you failed
   *[other] { $count } payments to you failed
}
today-outage-meets = { $n ->
    [one] { $count } reservation falls into an outage
   *[other] { $count } reservations fall into outages
}
today-rejected = { $n ->
    [one] { $count } claim was rejected
   *[other] { $count } claims were rejected
}
today-requests = { $n ->
    [one] { $count } request waits for your answer
   *[other] { $count } requests wait for your answer
}
today-returned = { $n ->
    [one] { $count } claim came back to be completed
   *[other] { $count } claims came back to be completed
}
today-lede = What waits for you, and what comes next.
