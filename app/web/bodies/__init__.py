"""Bodies of requests: parsed strictly, within limits."""
