### Narrowing a search and understanding its words.

facet-terms = Terms
facet-external = External use allowed
facet-class = Class
facet-province = Province
facet-city = City
facet-provider = Provider
hits-corrected = Nothing is listed under “{ $typed }”. These are the results for “{ $read }”.
hits-none-listed = No provider has listed anything yet. A provider's lab manager imports a catalogue; then it can be found here.
