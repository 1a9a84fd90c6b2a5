### The provider's desk.

nav-usage = Usage
requests-title = Requests to answer
requests-none = No request waits for an answer
requests-none-hint = New requests appear here, the one that lapses first at the head.
todo-usage = { $n ->
    [one] { $count } usage record is missing
   *[other] { $count } usage records are missing
}
todo-claims = { $n ->
    [one] { $count } claim can be lodged
   *[other] { $count } claims can be lodged
}
request-lapses = lapses { $moment }
request-against = Against your own rules
request-approve = Approve
request-decline = Decline
decline-title = Decline the request
decline-text = The time becomes free again and the subsidy goes back to the wallet of the enterprise.
decline-reason = Why?
decline-reason-hint = The enterprise reads this. Say what would work instead, where you can.
decline-reason-missing = Write why you decline; the enterprise reads it
decline-button = Decline the request
usage-title = Usage to record
usage-lede = These reservations are over. Record what was used; the enterprise confirms it, then you can claim.
usage-none = Everything is recorded
usage-none-hint = A reservation appears here when its time is over.
usage-record = Record
usage-entry-title = What was used?
usage-reserved = reserved for
usage-outcome = Did they come?
usage-used = Yes, the instrument was used
usage-no-show = No, nobody came
usage-outcome-missing = Choose whether the instrument was used
usage-date = Day
usage-from = Began
usage-until = Ended
usage-date-missing = Write the day on which it was used
usage-from-missing = Write the time at which work began
usage-until-missing = Write the time at which work ended
usage-until-before-from = Write an end that is later than the start
usage-button = Record the usage
claims-title = Claims
claims-outstanding = Under way to you
claims-paid = Paid out this year
claims-ready = To lodge
claims-none-ready = Nothing to lodge
claims-none-ready-hint = A reservation appears here when the enterprise has confirmed what was used.
claims-lodged = Lodged
claims-none-lodged = No claim was lodged yet
claim-lodge = Claim
claim-title = Lodge a claim
claim-invoice = Number of the invoice
claim-invoice-hint = Each invoice pays one claim, in any jurisdiction.
claim-invoice-missing = Write the number of the invoice
claim-button = Claim { $amount } from { $funder }
claim-state-lodged = awaits review
claim-state-accepted = accepted
claim-state-rejected = rejected
claim-state-clawed-back = clawed back
usage-samples = How many samples?
usage-samples-hint = Only where the tariff counts samples.
usage-operator-missing = Write who ran the instrument
claim-invoice-date = Date of the invoice
claim-invoice-date-missing = Write the date of the invoice
claim-document = Document
claim-document-hint = Number or title of the document.
claim-document-missing = Write the number or the title of this document; the scheme asks for it
claim-file = File (PDF, PNG, JPEG or XML, at most 10 MB)
claim-invoice-file = The invoice itself
claim-file-kinds = PDF, PNG, JPEG or XML, at most 10 MB. The funder’s officers and auditors can open it.
claim-file-refused = `{ $value }` cannot be kept: send a PDF, PNG, JPEG or XML file of at most 10 MB
claim-state-in-review = first advice given
claim-state-returned = to be completed
claim-state-withdrawn = withdrawn
claim-state-in-cycle = being settled
claim-state-settled = paid
usage-elsewhere = Write a time that touches the reserved time, or have the reservation moved first
usage-too-early = Record the usage once the work has ended
claim-invoice-in-future = Write the date on the invoice; it cannot lie after today
claims-older = { $n ->
    [one] { $count } older claim is not shown; it is in the payouts.
   *[other] { $count } older claims are not shown; they are in the payouts.
}
claims-lede = What you can claim now, and what became of each claim.
requests-lede = Each request keeps its time until you answer or it lapses.
