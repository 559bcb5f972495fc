"""The closed catalogue of problem codes: what each one means, in both languages, wherever it comes from."""
