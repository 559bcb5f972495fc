"""Large pools: planned over some people, with a proof that nobody else changes it."""
