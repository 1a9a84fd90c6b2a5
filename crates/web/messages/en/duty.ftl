# Duties that follow from rules: documents for instalments, open orders under a new text, deadlines.
instalments-title = Documents for instalments
instalments-link = Documents that instalments wait for
instalments-lede = A part of these claims is paid once a document is there. Hand it in here; the next cycle pays.
instalments-none = No instalment waits for a document.
instalment-heading = { $amount } wait for: { $document }
instalment-number = Number or title
instalment-number-missing = Write the number or the title of the document
instalment-button = Hand in: { $document }
open-orders-title = Open orders under the text in force
open-orders-link = Open orders
open-orders-lede = The text in force says that open orders move to it. Below stands what would become of each; nothing has been changed yet.
open-orders-none = No open order is held under an earlier text.
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
