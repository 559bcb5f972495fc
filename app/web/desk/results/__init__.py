"""Pages of counted results and of the term that follows."""
