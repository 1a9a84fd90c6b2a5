# Duties that follow from rules: documents for instalments, open orders under a new text, deadlines.
instalments-title = Documents for instalments
instalments-link = Documents that instalments wait for
instalments-lede = A part of these claims is paid once a document is there. Hand it in here; the next cycle pays.
instalments-none = No instalment waits for a document
instalments-none-hint = When a scheme pays in parts and one of them waits for a document, it appears here.
instalment-heading = { $amount } waits for: { $document }
instalment-number = Number or title
instalment-number-missing = Write the number or the title of the document
instalment-button = Hand in: { $document }
open-orders-title = Open orders under the text in force
open-orders-link = Open orders
open-orders-lede = The text in force says that open orders move to it. Below stands what would become of each; nothing has been changed yet.
open-orders-none = No open order is held under an earlier text
open-orders-none-hint = There is nothing to move.
open-orders-moved = { $n ->
    [one] { $count } order moves
   *[other] { $count } orders move
}
open-orders-kept = { $n ->
    [one] { $count } order keeps its text
   *[other] { $count } orders keep their text
}
open-orders-reservation = Reservation
open-orders-before = Paid by the old text
open-orders-after = Paid by the new text
open-orders-button = { $n ->
    [one] Move { $count } order to the text in force
   *[other] Move { $count } orders to the text in force
}
review-until = Review until
review-overdue = overdue
late-title = What is late
late-lede = What the rules of each claim wanted done by a day that is over. Where they name no time for a review, it is 20 days.
late-none = Nothing is late
late-none-hint = A review, payment or publication appears here on the day after its last day.
late-what = What
late-until = Last day
late-helps = What helps
late-days = { $n ->
    [one] { $count } day late
   *[other] { $count } days late
}
late-review = Review
late-payment = Payment
late-publication = Publication
late-part-payment = Payment of a later part
late-part-publication = Publication of a later part
late-review-helps = Review the claim.
late-payment-helps = The next cycle pays it: ask your treasurer when it closes.
late-bank-helps = Ask your treasurer for the bank's answer: once it is imported, the claim is settled, and what its rules publish stands on the public list.
desk-payments-late = { $n ->
    [one] { $count } payment is late by the rules of its claim
   *[other] { $count } payments are late by the rules of their claims
}
desk-publications-late = { $n ->
    [one] { $count } payment is not published yet, and should be
   *[other] { $count } payments are not published yet, and should be
}
api-op-post-claims-key-documents = Hand in a document that an instalment waits for.
api-op-get-instalments = Documents that your claims wait for.
api-op-get-schemes-scheme-open-orders = What would become of open orders under the text in force.
api-op-post-schemes-scheme-open-orders = Move open orders to the text in force.
