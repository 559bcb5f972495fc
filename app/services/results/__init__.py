"""What follows an election: its counted results, and the term of the council elected."""
