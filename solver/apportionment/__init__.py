"""Seats, constituencies and lists of a council."""
