error-late = This takes longer than it should
error-late-text = Nothing was changed: you only looked. Try again in a few seconds.
error-unsettled = It is not known yet whether this was done
error-unsettled-text = It takes longer than it should, and may still be done in a moment. Go back and send the same form again: what you typed is still there, and what moves money or time is done once, however often you send it. You then see what came of it.
problem-late = The answer took too long
problem-late-text = Nothing was changed: this request only reads. Ask again after Retry-After.
problem-unsettled = It is not known yet whether this was done
problem-unsettled-text = It took too long, or the connection to the database broke. It may still be done. Send it again with the same Idempotency-Key after Retry-After: where it was done you get the answer of the first time, and nothing is done twice.
