### Editing schemes, granting by file, tables, lines of the bank, pictures, desks.

edit-title = Edit a scheme
edit-lede = The text is the rule. The form sets what is often set in it; the rest is written in the text. Another officer enacts what you keep.
edit-knobs = Often set
edit-knobs-text = Change the fields, then put them into the text.
edit-knobs-none = The text has no such part yet.
edit-head = Head
edit-apply-button = Put the fields into the text
edit-text = The whole text
edit-check-button = Check
edit-findings = What the rule language says
edit-sound = Nothing is wrong with the text.
edit-at = Line { $line }, column { $column }:
edit-link = Edit
edit-new = A new scheme
knob-from = From
knob-until = Until
knob-seat = The enterprise is registered in
knob-sizes = Sizes of enterprises
knob-lab = The provider is in
knob-rate = Rate in percent
knob-amount = Amount
knob-months = Months
knob-documents = Documents
knob-payee = Who receives the subsidy
diff-heading = What it changes, clause by clause
diff-heading-versions = What the versions change
diff-none = Nothing: both say the same.
diff-what = What happened
diff-before = Before
diff-after = After
diff-added = new
diff-removed = gone
diff-changed = changed
diff-reworded = reworded
diff-version = { $new } instead of { $old }
try-heading = What an order costs under this text
try-now = The enterprise pays { $new }; under the text in force { $now }.
try-order = The order
try-order-text = Of a company without entries, at an admitted provider with published prices, with 6 % tax, dated today.
try-seat = Enterprise in
try-lab = Provider in
try-size = Size
try-service = Service
try-price = Price without tax
try-price-missing = Write the price of the order
try-place-missing = Choose a place
try-size-missing = Choose a size
try-service-missing = Choose a service
try-button = Compute the quote
batch-title = Grant vouchers by file
batch-lede = First you see what the file would grant. Rows with a fault are left out and told; the good ones are granted and counted.
batch-file = The file
batch-file-hint = CSV or XLSX with a header: one column with the registered code, one with the amount. At most 2,000 rows.
batch-file-missing = Choose the file with the vouchers
batch-unreadable = `{ $value }` cannot be read: save it as CSV (UTF-8) or XLSX
batch-too-long = `{ $value }` has more than 2,000 rows: split it
batch-columns = `{ $value }` lacks a column: write “code” and “amount” into the first row
batch-read-button = Read the file
batch-form = What the file looks like
batch-form-text = Other columns may stand beside these; they are passed over.
batch-code = Registered code
batch-check-title = Check what the file grants
batch-good = Rows to grant
batch-bad = Rows left out
batch-bad-heading = { $n ->
    [one] { $count } row is left out
   *[other] { $count } rows are left out
}
batch-line = Line
batch-cells = What stands there
batch-none = No row can be granted
batch-none-hint = Correct the rows above in your file and read it again.
batch-not-covered = The fund does not hold this much. The first rows are granted until it is empty, the rest are told.
batch-button = Grant { $count } vouchers over { $amount }
batch-other-file = Read another file
batch-enterprise-unknown = No enterprise has the code `{ $value }`
batch-twice = The enterprise stands in line { $value } already
batch-done-title = Vouchers granted
batch-done = { $n ->
    [one] { $count } voucher granted
   *[other] { $count } vouchers granted
}
batch-refused = { $n ->
    [one] { $count } row was refused
   *[other] { $count } rows were refused
}
nav-exports = Tables
exports-title = Tables to take away
exports-lede = The newest { $most } rows of each, as CSV, workbook or JSON. All three hold the same.
exports-table = Table
exports-rows = Rows
exports-columns = Columns
exports-take = Take away
exports-cut = the newest { $most } are taken
exports-people = No table holds the name of a person. Organisations are named, because they stand in public registers.
export-reservations = Reservations
export-claims = Claims
export-vouchers = Vouchers
export-transfers = Transfers of the ledger
export-payments = Payments
export-events = Chain of events, without contents
line-title = A line of the bank
line-went = money went
line-came = money came
line-booked = Booked
line-outcome = What is it?
line-outcome-hint = Only payments of the same amount that can still be booked or come back are offered.
line-outcome-missing = Choose what the line is
line-outcome-unfit = This payment does not fit any more: look at the list again
line-no-candidate = No payment fits it.
line-candidate = The booking of { $amount } to { $payee }
line-none-of-ours = None of ours, or settled outside
line-button = Settle the line
line-assigned = Assigned to a payment by hand
line-noted = Noted: changes no payment
files-by-hand = Settled by hand
files-what = What it is
flow-question = Who owes whom, and how much?
flow-unit = In { $currency }: at the left who owes, at the right whom; the wider, the more
flow-title = A picture of the table of positions
flow-band = { $from } owes { $to } { $amount }
positions-data = The positions as data:
book-heading = In { $currency }
burn-question = How long does the money last?
burn-question-when = Is the money used up in { $month }?
burn-unit = In { $currency }: what is left of the appropriations at the end of each month
burn-title = What is left of the appropriations, month by month
burn-none = Nothing was appropriated yet, or nothing two months long.
burn-known = what was left
burn-expected = at the pace of the last three months
burn-what = Kind
burn-left = Left
chart-table = The same as a table
desk-title = Today: { $place }
desk-officer = Spend a budget lawfully: schemes, vouchers, claims.
desk-treasurer = Settle with the other treasuries and with the bank.
desk-auditor = Know and prove: everything can be read here, nothing can be changed.
desk-wrong = What went wrong
desk-wrong-none = Nothing is known to be wrong.
desk-waits = What waits for you
desk-waits-none = Nothing waits.
desk-next = What comes next
desk-pages = The desk
desk-claims-late = { $n ->
    [one] { $count } claim waits for its review longer than its rules allow
   *[other] { $count } claims wait for their review longer than their rules allow
}
desk-funds-low = { $n ->
    [one] { $count } scheme has less than a tenth of its budget left to grant
   *[other] { $count } schemes have less than a tenth of their budget left to grant
}
desk-claims-first = { $n ->
    [one] { $count } claim waits for the first advice
   *[other] { $count } claims wait for the first advice
}
desk-claims-second = { $n ->
    [one] { $count } claim waits for your decision
   *[other] { $count } claims wait for your decision
}
desk-drafts = { $n ->
    [one] { $count } draft of somebody else waits to be enacted
   *[other] { $count } drafts of somebody else wait to be enacted
}
desk-scheme-ends = { $name } ends
desk-cut-off = Cut-off of cycle { $name }
desk-payments-failed = { $n ->
    [one] { $count } payment failed: make it again
   *[other] { $count } payments failed: make them again
}
desk-lines-open = { $n ->
    [one] { $count } line of the bank needs somebody
   *[other] { $count } lines of the bank need somebody
}
desk-no-account = { $n ->
    [one] Your treasury has no bank account
   *[other] Treasuries without a bank account: { $count }
}
desk-cycle-due = { $n ->
    [one] The cut-off has passed: the cycle can be closed
   *[other] { $count } cycles can be closed
}
desk-payments-planned = { $n ->
    [one] { $count } payment is to be written to a file
   *[other] { $count } payments are to be written to a file
}
desk-payments-waiting = { $n ->
    [one] { $count } payment waits for the bank's answer
   *[other] { $count } payments wait for the bank's answer
}
desk-changes = { $n ->
    [one] { $count } changed bank account waits for a second person
   *[other] { $count } changed bank accounts wait for a second person
}
desk-by-hand = { $n ->
    [one] { $count } line of the bank was settled by hand
   *[other] { $count } lines of the bank were settled by hand
}
desk-changed-accounts = { $n ->
    [one] { $count } bank account was changed
   *[other] { $count } bank accounts were changed
}
desk-fund = where the money of each scheme is, and how long it lasts
desk-grants = vouchers, one by one or by file
desk-schemes = rule texts: versions, what they changed, the next draft
desk-exports = CSV, workbooks, JSON
desk-cycle = positions, nets, payments
desk-files = payment orders out, the bank's answers in
desk-statement = what a treasury owed and was owed, claim by claim
desk-accounts = where payments go; changed by two people
desk-audit = the chain of events, and the proof that nothing was changed
desk-review = claims with their evidence and signals
review-lede = Two officers look at each claim: the first advises, the second decides.
