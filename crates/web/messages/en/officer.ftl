### The officer's desk.

review-list-title = Claims to review
review-none = No claim waits for review
review-none-hint = Claims appear here as providers lodge them, the oldest first.
review-count = { $n ->
    [one] { $count } claim
   *[other] { $count } claims
}
review-total = { $amount } together
lodged-at = Lodged
signals = Signals
signals-count = { $n ->
    [one] { $count } signal
   *[other] { $count } signals
}
signals-none = No signal was found: no common controller, no invoice used twice, no split under a cap, no price above the tariff.
signal-check = Look at
crosses = across the border
review-title = Review a claim
review-heading = A claim of { $amount }
evidence = Evidence
evidence-none = Nothing was handed in
evidence-kind = Kind
evidence-number = Number
decide = Decide
review-decision = Your decision
review-accept = Accept the whole
review-part = Accept a part
review-reject = Reject
review-decision-missing = Choose what you decide
review-amount = The part you accept
review-amount-hint = Only where you accept a part. The rest goes back to the wallet.
review-amount-missing = Write the part that you accept
review-amount-too-large = Write a part that is smaller than the claim, or accept the whole
review-clause = The clause that rejects
review-clause-hint = Only where you reject.
review-clause-missing = Choose the clause that rejects the claim
review-note = Reasons
review-note-hint = The provider and the auditor read this.
review-note-missing = Write the reasons; the provider reads them
review-button = Decide
fund-title = Fund
fund-where = Where the { $amount } are
fund-granted = In vouchers, unused
fund-free = Free to grant
fund-runs-out = At this pace used up in { $month }
fund-lasts = At this pace it lasts until the end of the scheme
fund-months = Accepted subsidy by month
fund-months-unit = In the currency of the scheme; the longest bar is the largest month
fund-inside = To own providers
fund-across = Across the border
schemes-title = Schemes
schemes-lede = A scheme is a text of clauses. The same text prices, enforces and is simulated.
schemes-none = No scheme yet
scheme-reach = Pays providers in
scheme-effective = In force
scheme-version = Version
scheme-illustrative = illustrative
scheme-illustrative-text = This text is illustrative: it follows the shape of a published regulation, but it is no law.
scheme-clauses = Clauses
scheme-article = Article
scheme-text = Text
scheme-rule = As it is computed
scheme-border = the border lies here
scheme-versions = Versions
scheme-enacted = Enacted
scheme-maker = Proposed by
scheme-checker = Approved by
scheme-change = What changed
grants-title = Grant a voucher
grants-free = { $amount } can still be granted.
grant-enterprise = Unified social credit code of the enterprise
grant-enterprise-hint = 18 characters, as on the business licence.
grant-enterprise-missing = Write the code of the enterprise
grant-scheme-missing = Choose the scheme
grant-amount = Amount
grant-amount-missing = Write the amount
grant-until = Valid until
grant-until-missing = Write the last day on which the voucher can be used
grant-button = Grant the voucher
grants-last = Granted last
grants-none = No voucher was granted yet
