"""A proof as files for somebody else: the program, the proof, a verifier, a public format."""
