"""Pages of what is computed in many batches: programmes, studies."""
