"""What is asked for once and computed in many batches: sweeps, programmes, withdrawals."""
