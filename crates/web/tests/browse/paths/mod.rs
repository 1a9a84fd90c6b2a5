//! Each person's main path in a browser, with and without scripts, on a real server with a real database.
