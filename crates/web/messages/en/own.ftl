### What an engineer does beside a single reservation.

own-tabs = My reservations and what belongs to them
series-title = The same time every week
series-lede = All weeks are reserved together, or none: nothing is half booked.
series-link = Reserve a weekly series
series-date = First day
series-weeks = How many weeks?
series-weeks-hint = From 2 to 26, the first week counted.
series-weeks-wrong = Write a number of weeks from 2 to 26
series-samples = Samples each time
series-samples-hint = Only where the tariff counts samples.
series-lost = { $n ->
    [one] In { $count } week this time cannot be had
   *[other] In { $count } weeks this time cannot be had
}
series-lost-text = Nothing was reserved. Choose another time, or fewer weeks.
series-near = Free on that day or near it; try the whole series at this time:
series-each = Each time
series-count = { $n ->
    [one] { $count } reservation
   *[other] { $count } reservations
}
series-caps = The caps of your vouchers count on from week to week: a later week may cost more than the first.
series-at-once = The times become yours and the subsidies are set aside, all or nothing.
series-button = Reserve { $count } times, pay { $amount }
series-firm = The series is reserved
series-asked = The series is asked for
series-each-own = Each week is a reservation of its own: it can be moved or cancelled by itself.
series-of = Series
series-see = See all weeks
change-heading = Change it
move-link = Move to another time
cancel-link = Cancel
move-title = Move to which time?
move-lede = Now { $span }. The length stays { $length }, and so does the price.
move-choose = Choose a free start
move-type = Or write the time
move-to-slot = Move to { $day }, { $time }
move-check-title = Check before you move
move-now = Now
move-then = Moved to
move-price = Stays as it was agreed; moving costs nothing.
move-approval = The provider approves every time of this instrument: your reservation becomes a request again until it answers.
move-button = Move to { $span }
moves-heading = Where it was before
moves-from = From
moves-to = To
moves-by = By
cancel-title = Cancel this reservation?
cancel-due = You pay
cancel-nothing = Nothing
cancel-share = { $share } of { $price }, the price that was agreed
cancel-free-until = Free until
cancel-over = over
cancel-back = Goes back
cancel-free-text = The time becomes free for others. You can also keep it and
cancel-move = move it to another time.
cancel-fee-text = The free time is over, so the provider’s fee is due. Public money does not pay fees: what was set aside goes back whole.
cancel-keep = Keep the reservation.
cancel-reason = Why? (optional)
cancel-reason-hint = The provider reads this.
cancel-leave = Keep it as it is
wait-title = Wait for a free slot
wait-lede = When a slot becomes free that fits, it is kept for you for some hours. You see it here and on your start page; nobody else can take it meanwhile.
wait-link = Wait for a slot
wait-first = From
wait-first-missing = Write the first day on which you could come
wait-last = Until
wait-last-missing = Write the last day on which you could come
wait-last-before-first = Write a last day that is not before the first
wait-hours = How many hours?
wait-hours-wrong = Write a whole number of hours from 1 to 72
wait-button = Join the wait list
wait-first-in-line = You are the first in line
wait-before = { $n ->
    [one] { $count } waits before you
   *[other] { $count } wait before you
}
waits-title = Wait list
waits-none = You are on no wait list
waits-none-hint = Where an instrument has no free time, its page offers to wait for one.
wait-kept = { $span } is kept for you until { $until }.
wait-for = { $first } to { $last }
wait-days = Days
wait-take = Reserve it
wait-leave = Wait no longer
wait-state-waiting = waiting
wait-state-offered = kept for you
wait-state-taken = taken
wait-state-lapsed = lapsed
wait-state-withdrawn = left
compare-title = Compare instruments
compare-link = Compare with others
compare-for = Prices for { $enterprise }
compare-none = Nothing to compare yet
compare-none-hint = Open an instrument and choose “Compare with others”.
compare-price = List price
compare-least = least
compare-distance = Distance
compare-nearest = nearest
compare-free = Free next
compare-soonest = soonest
compare-answer = Reserved
compare-asked = after approval
compare-at-once = at once
compare-cancel = Cancel free until
compare-cancel-hours = { $n ->
    [one] { $count } hour before
   *[other] { $count } hours before
}
compare-length = Length
compare-access = Open to
compare-remove = Remove
compare-others = Others of the same technique
access-open = everybody
access-trained = trained users
access-own = the provider’s own people
wallet-statement-title = Monthly statement
wallet-statement-code = Registered number
wallet-statement-period = Period
wallet-statement-made = Drawn up
wallet-statement-none = No voucher in this month
wallet-statement-none-hint = Choose another month.
wallet-statement-opening = Available at the beginning
wallet-statement-closing = Available at the end
wallet-statement-print = Print this page with your browser, or
wallet-statement-csv = take the movements as a CSV file.
wallet-older = { $n ->
    [one] { $count } older movement stands in the
   *[other] { $count } older movements stand in the
}
feed-title = Calendar feed
feed-lede = Your reservations in your own calendar, always as they are now.
feed-made = Your calendar feed is open
feed-once = Copy the address into your calendar program. It is shown only this once.
feed-address = Address
feed-since = A feed is open since { $moment }. Its address was shown when it was opened.
feed-what = The feed holds time, instrument, provider and state of each reservation; of other people it holds nothing.
feed-secret = Whoever has the address can read it. Keep it to yourself.
feed-revoke = Close it, or make a new address, whenever you like: the old one ends at once.
feed-open = Open a calendar feed
feed-again = Make a new address
feed-close = Close the feed
exception-why = Asked for against the rules because
waiver-why = Approved all the same because
waive-title = Approve against your own rules
waiver-reason = Why do you approve it all the same?
waiver-reason-hint = The enterprise and auditors read this.
waiver-missing = Write why you approve it against your own rules
waive-button = Approve the exception
request-waive = Approve as an exception
request-not-waivable = This cannot be waived: decline it, or mend the cause first.
reserve-work-at = Where is the work done?
reserve-work-home = At the expert’s own place, { $place }, or remotely
reserve-exception = Ask for an exception
reserve-exception-hint = The provider may waive its rules. Write why; it approves or declines.
