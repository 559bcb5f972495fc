"""Large pools: planned over a part of the people, with a proof that nobody left out changes anything."""
