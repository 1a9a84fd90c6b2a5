### Disputes about what was recorded.

nav-disputes = Disputes
disputes-title = Disputes
disputes-lede = What enterprises contest of the work in your jurisdiction. The provider can correct its record; where the two do not agree, two officers rule.
disputes-none = Nothing is contested
disputes-none-hint = A usage record or a no-show appears here when the enterprise says that it is wrong.
dispute-title = A record is contested
dispute-about = What is contested
dispute-recorded = Recorded
dispute-samples = { $n ->
    [one] { $count } sample
   *[other] { $count } samples
}
dispute-if-upheld = Charged if it stands
dispute-price-of-which = { $price }, of which the enterprise pays { $own }
dispute-enterprise-says = The enterprise says
dispute-provider-says = The provider says
dispute-not-answered = nothing yet
dispute-reservation = See the reservation, its price and its history
dispute-waits = Waits for
dispute-waits-provider = the provider, or an officer
dispute-waits-first = an officer
dispute-waits-second = a second officer
dispute-answer-title = Answer the dispute
dispute-way = How do you answer?
dispute-way-hint = The enterprise is told at once.
dispute-way-missing = Choose how you answer
dispute-way-correct = We correct the record: the enterprise confirms it or contests it again
dispute-way-nothing = The enterprise is right: nothing is charged
dispute-way-stand = The record is right: officers rule
dispute-corrected = The corrected record
dispute-corrected-hint = Only where you correct it.
dispute-no-show-hint = The subsidy was given back when you recorded that nobody came: the enterprise would pay the whole price.
dispute-answer-reason = What do you say to it?
dispute-answer-reason-hint = The enterprise and the officers read this. Where you stand by the record, say how it can be seen that it is right.
dispute-answer-reason-missing = Write why the record is right
dispute-answer-button = Send the answer
dispute-answer-link = Answer the dispute
dispute-rule-link = Rule on the dispute
disputes-of-provider = Contested records
ruling-proposed = Proposed ruling
ruling-decided = Ruling
ruling-upheld = The record stands
ruling-overturned = The enterprise is right: nothing is charged
ruling-propose-title = Propose a ruling
ruling-otherwise = Propose another ruling
ruling-verdict = Who is right?
ruling-verdict-hint = If the record stands, the provider can claim; if not, the subsidy goes back to the voucher at once.
ruling-verdict-missing = Choose who is right
ruling-reason = Why?
ruling-reason-hint = Both sides read this. Name the log, the report or the clause.
ruling-reason-missing = Write why
ruling-propose = Propose the ruling
ruling-confirm = Confirm the ruling
ruling-confirm-hint = With your confirmation it is final.
ruling-own = You proposed this: another officer confirms it.
ruling-done-proposed = It is proposed: another officer confirms it.
ruling-done-confirmed = The dispute is settled; both sides are told.
desk-disputes = { $n ->
    [one] { $count } dispute to rule on
   *[other] { $count } disputes to rule on
}
desk-disputes-open = { $n ->
    [one] { $count } record is contested
   *[other] { $count } records are contested
}
told-usage-corrected = { $other } corrected the record of { $thing }, { $time }: confirm it, or say what is wrong.
told-record-defended = { $other } stands by what was recorded for { $thing }, { $time }: officers rule.
told-ruling-proposed = A ruling on the dispute about { $thing }, { $time }, is proposed: another officer can confirm it.
notice-kind-usage-corrected = Corrected usage to confirm
notice-kind-record-defended = Contested record defended
notice-kind-ruling-proposed = Ruling to confirm
event-record-defended = Provider stands by the record
event-ruling-proposed = Ruling proposed
event-stand-by = Provider stands by the record
event-forget-old = Old notices and mails forgotten
event-propose-ruling = Ruling proposed
event-confirm-ruling = Ruling confirmed
api-op-post-reservations-key-stand-by = Stand by a contested record, as the provider.
api-op-post-reservations-key-ruling = Propose how a dispute ends, as an officer.
api-op-post-reservations-key-ruling-confirm = Confirm the ruling that another officer proposed.
