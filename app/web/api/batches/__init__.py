"""What is computed in many batches: sweeps, programmes, studies."""
