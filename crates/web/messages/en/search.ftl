### Narrowing a search and understanding its words.

facet-terms = Terms
facet-external = External use allowed
facet-class = Class
facet-province = Province
facet-city = City
facet-provider = Provider
hits-corrected = Nothing is listed under “{ $typed }”. These are the results for “{ $read }”.
hits-none-listed = No provider has listed anything yet. A provider's lab manager imports a catalogue; then it can be found here.
facet-voucher = Accepts my voucher
facet-free = Free on
facet-band = What you pay for a unit
facet-band-list = List price of a unit
chosen-free = free on { $day }
asker-title = What would I pay?
asker-why = Answer three questions about your enterprise and every price becomes what it would pay with the voucher of its government. Nothing is kept: the answers stand in the address of this page only.
asker-seat = Where is your enterprise?
asker-size = How large is it?
asker-sector = What does it do?
asker-open = not told
asker-button = Show what I would pay
asker-told = Prices are what an enterprise in { $seat } would pay with a full voucher of
asker-no-scheme = No scheme of a government of { $seat } is in force today: prices are list prices.
asker-assumed = The rules also ask for what you have not told. These answers are taken for granted; with others the price differs:
