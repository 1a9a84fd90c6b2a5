### The auditor's desk.

audit-title = Audit
audit-lede = { $n ->
    [one] { $count } event, each bound to the one before by its hash.
   *[other] { $count } events, each bound to the one before by its hash.
}
audit-broken = The chain is broken at event { $number }
audit-broken-text = Everything before it is proven. Stop changes, keep a copy of the database, and compare with the last signed checkpoint.
audit-whole = The chain is whole: nothing was changed, removed or reordered
audit-at = Verified
audit-checked = Events read
audit-head = Hash of the last event
audit-not-asked = The chain has not been verified since the server started.
audit-verify = Verify the whole chain now
audit-events = Events
audit-search = Name of an event, number of a reservation, actor
audit-found = { $n ->
    [one] { $count } event
   *[other] { $count } events
}
audit-none = No event matches
audit-none-hint = Search for the number of a reservation or claim, or for a part of it.
audit-number = No.
audit-event = Event
audit-subject = Subject
audit-actor = Actor
audit-hash = Hash
audit-before = Hash of the event before
audit-body = What was recorded
audit-newer = Newer
audit-older = Older
event-title = Event { $number }
audit-running = { $n ->
   *[other] Being verified: { $count } events read so far.
}
audit-look-again = Look again
audit-faults = { $n ->
    [one] { $count } thing does not add up
   *[other] { $count } things do not add up
}
audit-answer = What was answered
