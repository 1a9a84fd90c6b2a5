### The treasurer's desk.

nav-files = Bank files
nav-statement = Statement
cycle-title = Cycle { $cycle }
cycle-cut-off = Cut-off { $moment }
cycle-open = open
cycle-settled = settled
cycle-claims = Claims
cycle-gross = Owed across borders
cycle-net = To be paid after netting
cycle-saved = Saved by netting
positions-heading = Who owes whom
positions-caption = The jurisdiction of the row owes the jurisdiction of the column; the darker, the more.
positions-payer = Owes
positions-own = the same jurisdiction
positions-none = No position in this cycle
positions-none-hint = A position arises when a claim is accepted whose funder and provider sit in different jurisdictions.
nets-heading = What remains after netting
nets-owes = Owes
nets-owed = Is owed
nets-net = Net
payments-heading = Payments
payments-none = No payment yet
payments-none-hint = Payments are written when the cycle is closed.
payment-reference = Reference
payment-payer = From
payment-payee = To
cycle-close = Close the cycle
cycle-close-text = { $n ->
    [one] { $count } accepted claim is settled in this cycle. Closing nets the positions and writes the payment files; claims accepted later go into the next cycle.
   *[other] { $count } accepted claims are settled in this cycle. Closing nets the positions and writes the payment files; claims accepted later go into the next cycle.
}
cycle-close-button = Close the cycle, settle { $amount }
cycle-earlier = Earlier cycles:
files-title = Bank files
files-unmatched = { $n ->
    [one] { $count } entry of the bank needs somebody
   *[other] { $count } entries of the bank need somebody
}
files-reason = Why
files-out = To the bank
files-none-out = No file to send
files-none-out-hint = Payment files are written when a cycle is closed.
files-in = From the bank
files-none-in = No file has come in yet
files-upload = A file from the bank
files-upload-hint = A payment status report (pain.002) or a statement (camt.053). A file that was read before changes nothing.
files-upload-button = Read the file
files-missing = Choose the file that came from the bank
files-unreadable = `{ $value }` is neither a pain.002 nor a camt.053 message: export it again from the bank
file-message = Message
file-entries = Entries
statement-title = Statement of the treasury
statement-others = Jurisdictions
statement-none = No claim crossed a border in this cycle
statement-caption = Every accepted claim with another treasury; a minus is what this treasury owes.
statement-accepted = Accepted
statement-other = Other treasury
cycle-closed = closed, payments to be sent
cycle-exported = payments sent
cycle-export-button = Write the payment file of your treasury
cycle-settle-button = Settle the cycle
payment-planned = to be sent
payment-sent = in a file to the bank
payment-in-process = taken on by the bank
payment-settled = booked
payment-rejected = refused by the bank
payment-returned = booked and come back
cycle-none = No cycle yet
cycle-none-hint = A treasurer opens the first one.
cycle-next = Open the next cycle
cycle-day = Cut-off, day
cycle-day-hint = Claims accepted before the cut-off are paid in the cycle.
cycle-day-missing = Choose the day of the cut-off
cycle-day-passed = This moment has passed: choose a later one
cycle-time = Cut-off, time
cycle-time-missing = Write the time of the cut-off
cycle-form = Who pays
cycle-form-missing = Choose who pays
cycle-form-treasuries = Each treasury pays its own providers; treasuries settle the nets
cycle-form-direct = Each funder pays across the border
cycle-open-button = Open the cycle
payment-again = Pay { $amount } to { $payee } again
files-read-lines = { $n ->
    [one] { $count } line was read.
   *[other] { $count } lines were read.
}
files-read-changed = { $n ->
    [0] No payment changed.
    [one] { $count } payment changed.
   *[other] { $count } payments changed.
}
files-read-attention = { $n ->
    [one] { $count } line needs somebody to look at it.
   *[other] { $count } lines need somebody to look at them.
}
statement-file = The same as a table (CSV)
files-lede = Payment files go out to your bank; its answers are read here.
statement-lede = What your treasury owes others and is owed, claim by claim.
