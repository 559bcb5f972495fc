"""Commands about stored proposals: judging them again, proving them, writing papers."""
