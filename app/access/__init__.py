"""Who may do what: callers, roles, localities."""
