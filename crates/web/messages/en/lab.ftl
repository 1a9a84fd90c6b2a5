### The lab manager's desk beside requests, usage and claims.

lab-instruments = Instruments
lab-only-instruments = Instruments listed
lab-experts = Experts
lab-calendar = Calendar
lab-utilisation = Utilisation
lab-payouts = Payouts
lab-none = Nothing is listed yet
lab-none-hint = Import a catalogue, or publish an expert.
lab-out = out of service
lab-open = open
lab-no-hours = no opening hours
lab-public = See its public page
lab-waiting = { $n ->
    [one] { $count } waits for it
   *[other] { $count } wait for it
}
hours-title = When is it open?
hours-lede = Local time ({ $zone }). Write stretches such as 08:30-12:00, 13:00-17:30; 00:00-24:00 for all day; leave a day empty to close it.
hours-wrong = `{ $value }` are not hours: write 08:30-12:00, 13:00-17:30, later stretches behind earlier ones
hours-closed = Closed on
hours-closed-hint = Days such as 2026-10-01, one a line. Opening hours do not cancel what is reserved already.
hours-closed-wrong = Write days as 2026-10-01, one a line, at most 400
hours-closed-count = { $n ->
    [one] closed on { $count } day to come
   *[other] closed on { $count } days to come
}
hours-button = Save the hours
outages-title = Outages
outages-lede = While it is out of service nothing can be reserved. What was reserved before stays: look at it and tell the enterprises.
outages-none = No outage is planned
outages-none-hint = Maintenance and repairs stand here.
outage-new = Enter an outage
outage-from-date = First day
outage-from-time = From
outage-until-date = Last day
outage-until-time = Until
outage-reason = Why?
outage-date-missing = Write the day
outage-time-missing = Write the time
outage-reason-missing = Write why it is out of service
outage-ends-before = Write an end that is later than the beginning
outage-button = Enter the outage
outage-remove = Remove
outage-meets = { $n ->
    [one] meets { $count } reservation
   *[other] meets { $count } reservations
}
rules-title = By which rules is it reserved?
rules-change = Change the rules
rules-when = Time
rules-who = Who, and how
rules-fees = Calling off
rules-length = Length
rules-shortest = Shortest, minutes
rules-longest = Longest, hours
rules-grid = Step, minutes
rules-horizon = Days ahead
rules-horizon-short = Days ahead
rules-notice = Notice, hours
rules-external = Open to users from outside
rules-approval = You approve each request
rules-lapses = A request lapses after, hours
rules-exceptions = Exceptions can be asked for
rules-exceptions-hint = Somebody may then ask, with a reason, for a time against these rules; you approve each with a reason.
rules-free = Free until, hours before
rules-free-short = Calling off is free until before the start
rules-late-fee = Late fee
rules-no-show-fee = No-show fee
rules-unused-fee = Unused time
rules-offer = A freed slot is kept for who waits, hours
rules-yes = Yes
rules-no = No
rules-number-wrong = `{ $value }` is out of range: write a whole number that fits
rules-share-wrong = `{ $value }` is not a share: write 0% to 100%
rules-longest-too-short = Write a longest that is not below the shortest
rules-button = Save the rules
calendar-view = View
calendar-week = Week
calendar-month = Month
calendar-all = All
calendar-show = Show
calendar-before = Before
calendar-today = Today
calendar-after = After
calendar-more = and { $count } more
calendar-none = Nothing in these days
calendar-none-hint = Reservations and outages appear here.
utilisation-title = Which hours stand idle?
utilisation-lede = Hours open, reserved and worked in a month; the least used first.
utilisation-caption = Share of the open hours that is reserved
utilisation-share = Reserved
utilisation-open = Hours open
utilisation-reserved = Hours reserved
utilisation-worked = Hours worked
utilisation-count = Reservations
utilisation-source = Source: reservations of this installation by the month in which they begin; opening hours as they are now, outages taken out.
utilisation-csv = The same as a CSV file
payouts-accepted = Accepted, not yet in a payment
payouts-under-way = On its way
payouts-none = No payment yet
payouts-none-hint = An accepted claim is paid when the treasurer closes a cycle.
payouts-booked = Booked
payouts-payer = Paid by
payouts-source = Source: payments of the settlement cycles and what the banks reported.
payout-planned = planned
payout-sent = sent to the bank
payout-in-process = at the bank
payout-settled = paid
payout-rejected = refused by the bank
payout-returned = came back
import-title = Import a catalogue
import-lede = First you see what would happen, then you confirm. Nothing is written before.
import-file-hint = CSV, XLSX or PIDINST JSON, at most 10 MB and 5,000 rows.
import-mapping = Which columns are which?
import-mapping-hint = The form in which your catalogue names its columns.
import-mapping-any = Find out from the header
import-look = See what would happen
import-preview-title = What the import would do
import-done-title = What the import did
import-unread = The file cannot be read
import-whole-row = whole row
import-mapping-used = columns read as “{ $mapping }”
import-rows = Rows
import-new = New
import-changed = Changed
import-unchanged = Unchanged
import-bad = Left out
import-new-tag = new
import-button = { $n ->
    [one] Write { $count } instrument
   *[other] Write { $count } instruments
}
import-other = Choose another file
import-nothing = There is nothing to write.
import-bad-title = Rows that are left out
import-bad-text = Mend them in your file and import it again; rows that are there already stay as they are.
import-line = Line
import-column = Column
import-reason = What is wrong
import-changes = What changes
import-more = { $n ->
    [one] and one more
   *[other] and { $count } more
}
import-notices = What was guessed
import-ignored = Columns that nothing reads:
import-written = { $n ->
    [one] { $count } instrument was written
   *[other] { $count } instruments were written
}
import-field-name = name
import-field-model = maker and model
import-field-technique = technique
import-field-description = description
import-field-place = place
import-field-hours = opening hours
import-field-access = who may use it
import-field-price = price
import-field-class = class and keywords
import-field-position = position
import-field-consent = employer's consent
import-field-travels = places travelled to
import-field-deliverable = deliverable
import-field-other = other
expert-new = Publish an expert
expert-change = Change the profile
expert-title = Profile of an expert
expert-lede = Experts are reserved and paid like instruments. The page names what they do, never the person.
expert-who = What the expert does
expert-role-zh = Role, in Chinese
expert-role-en = Role, in English
expert-role-missing = Write what the expert is an expert of, in one language at least
expert-technique = Technique
expert-technique-hint = The name of a technique, such as “scanning electron microscopy”; may be empty.
expert-technique-unknown = `{ $value }` is not a technique that is known: choose one of the list
expert-also = Further techniques
expert-also-hint = Names with commas between; an enterprise that searches for one of them finds the expert. May be empty.
expert-about = About this expert
expert-where = Where
expert-place = Works in
expert-place-wrong = Choose a place of your own jurisdiction
expert-travels = Travels to
expert-travels-hint = With everything in them. Work at the own place is always possible.
expert-consent = The employer’s consent
expert-consent-text = Outside these days nothing can be reserved. Leave both empty while there is no consent.
expert-consent-from = From
expert-consent-until = Until
expert-consent-missing = Write both days of the consent, or neither
expert-consent-ends-before = Write a last day that is not before the first
expert-what = What the enterprise gets, and what it costs
expert-deliverable-zh = Deliverable, in Chinese
expert-deliverable-en = Deliverable, in English
expert-price = Price of an hour, without tax
expert-price-missing = Write the price of an hour
expert-tax = Tax
expert-price-from = Price holds from
expert-price-from-missing = Write the day from which the price holds
expert-price-overlaps = This price cannot hold from that day: write a later one
expert-button = Publish the profile
expert-consent-holds = holds today
expert-consent-lacks = does not hold today: nothing can be reserved
lab-lede = What you offer to the city group, when it is open, and what it costs.
