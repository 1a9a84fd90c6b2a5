### The start page.

start-heading = Any instrument in the { $group }, and what you really pay for it
start-lede = An idle microscope in one province, an enterprise that needs it in the next. Here it is found, booked, paid partly by an innovation voucher, and settled between the treasuries.
start-search-label = What do you need to measure or make?
start-search-example = SEM, 扫描电镜, XPS…
search-button = Search
size-instruments = { $n ->
    [one] instrument
   *[other] instruments
}
size-providers = { $n ->
    [one] provider
   *[other] providers
}
size-cities = { $n ->
    [one] city
   *[other] cities
}
size-enterprises = { $n ->
    [one] enterprise
   *[other] enterprises
}
border-question = What did the border cost?
border-text = The same quarter, { $period }, played twice with the same requests: once with vouchers that only pay providers in the enterprise’s own province, once with vouchers that pay in the whole city group.
border-unit = Share of the accepted subsidy that crossed a provincial border, in percent
border-rule = The voucher pays
border-closed = in its own province only
border-open = in the whole city group
border-share = Crossed the border
border-claims = Work done
border-subsidy = Subsidy
border-own-part = Paid by enterprises
border-source = Source: this installation’s own ledger; requests invented from a seed.
people-heading = Take somebody’s place
people-text = Five people make the market work. Choose one; no password is needed in the demonstration.
sign-in-as = Sign in as { $name }
job-engineer = Finds an instrument, sees what her enterprise pays and why, books it, confirms the work.
job-lab-manager = Opens hours, answers requests, records usage, claims with evidence, follows the payout.
job-officer = Enacts schemes, grants vouchers, reviews claims, watches the fund.
job-treasurer = Closes a cycle, settles nets with the other treasuries, matches the bank’s answer.
job-auditor = Reads everything, changes nothing, and proves that nobody did in secret.
how-heading = How a voucher crosses the border
how-1 = Quote
how-1-text = Every price is shown after subsidy, with the article of the scheme that grants or refuses it.
how-2 = Reserve
how-2-text = In one step the slot is taken and the subsidy is set aside in the wallet, or neither is.
how-3 = Claim
how-3-text = The provider claims with evidence, the enterprise confirms, an officer accepts the whole or a part.
how-4 = Settle
how-4-text = Claims become positions between treasuries. Only the nets are paid, and the audit chain proves them.

sign-in-title = Sign in
about-heading = What jiangnan is, and what is invented here
about-text = jiangnan runs a group of cities under several governments as one market for instruments and experts: one catalogue, innovation vouchers that work across borders, one ledger, and settlement between the treasuries.
about-name = The name
about-name-text = Jiangnan, “south of the river”, was one economy long before it was one city and three provinces.
about-invented = What is invented
about-real = Real
about-real-text = Places with their codes and positions, the names of research institutions, instrument makers and models, techniques.
about-made-up = Invented from a seed
about-made-up-text = Enterprises and people, which instrument stands where, prices, opening hours, bookings, claims, voucher amounts and payments.
about-rules = Rules of the schemes
about-rules-text = Illustrative. They follow the shape of published regulations, but they are no law and no official translation.
about-numbers = How numbers are made
about-numbers-text = Every amount on every page is read from the ledger of this installation; none is typed in by hand. The comparison of closed and open borders plays the same requests twice through the same code.
border-verdict = With open borders { $count } more reservations were completed: { $more } more work from the same requests, and more of it paid by vouchers.
sign-in-other = With your own account
sign-in-login = Account
sign-in-password = Password
sign-in-login-missing = Write the name of your account
sign-in-password-missing = Write your password
sign-in-refused = Account and password do not belong together: check both and write the password again
