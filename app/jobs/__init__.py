"""Jobs: a queue, workers, and child processes that a crash stays inside."""
