### What is missing.

nav-unmet = Unmet demand
unmet-title = What is missing
unmet-lede = From { $since } to { $until }, by technique and by the city of those who want it.
unmet-missed = Searches without a hit
unmet-waiting = Put on a wait list
unmet-far = Reserved { $count } km away or farther
unmet-none = Nothing stands out
unmet-hidden = Numbers below { $count } are not shown: they could tell of single enterprises.
unmet-csv = The table as a file (CSV)
unmet-source = Searches are counted by month, technique and city; neither who searched nor the words are kept.
