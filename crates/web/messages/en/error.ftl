### What went wrong, and what to do.

error-not-found = There is nothing here
error-not-found-text = The address may be mistyped, or what stood here is gone. Search for it instead.
error-forbidden = This is not for your role
error-forbidden-text = The page belongs to another organisation or another role. Sign in as somebody who may see it.
error-conflict = Somebody was faster
error-conflict-text = What you saw has changed in the meantime. Nothing was booked and nothing was charged.
error-refused = This cannot be done
error-refused-text = Nothing was changed. These are the reasons:
error-too-large = That is too large
error-too-large-text = Nothing was changed. Go back, then choose a smaller file or split it into several.
error-server = The fault is ours
error-server-text = Nothing was half done: a deed is saved as a whole or not at all. Try again in a minute; if it fails again, tell the operator the number below.
error-reference = Number
error-way-search = Find an instrument
error-way-start = Go to the start page
error-slow = What you sent came too slowly
error-slow-text = The connection was too slow, and nothing was done. Try again; a large file may need another connection.
