"""Lists under review: what is settled before they are kept, and the form that carries it."""
