"""The course of an election in words: calendar, gates, timeline."""
