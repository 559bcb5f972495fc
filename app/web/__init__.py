"""What the HTTP API and the desk share: dependencies, errors, middleware, bodies, headers."""
