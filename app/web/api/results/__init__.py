"""What follows an election: counted results, and the term of the council elected."""
