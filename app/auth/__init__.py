"""Who may do what: callers, roles, credentials, rate limits, redaction."""
