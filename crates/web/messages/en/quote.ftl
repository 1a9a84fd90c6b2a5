### The explanation of a price.

quote-caption = From the price to what the enterprise pays
quote-step = Step
quote-amount = Amount
quote-price = Price with tax
quote-own-part = The enterprise pays
quote-rate-of = { $rate } of { $base }
clause = Art. { $id }
quote-how = How this is computed
quote-caps = Caps that were looked at
quote-cap = Cap
quote-limit = Limit
quote-left = Left before
quote-effect = Effect
quote-bound = made it smaller
quote-not-bound = not reached
quote-version = Version of the rules: { $version }
quote-refusals = Schemes that do not pay, and why
quote-fact = The fact
quote-remedy = What would change it
mode-refund = Refund: the enterprise pays the whole price and gets the subsidy back after review.
mode-redemption = Redemption: the enterprise pays its part; the provider redeems the rest from the funder.
mode-deposit = Deposit: the enterprise deposits its part; the funder adds the rest and the provider gets the whole.
quote-capped = reduced by a cap
quote-orders = { $n ->
    [one] { $count } order
   *[other] { $count } orders
}
