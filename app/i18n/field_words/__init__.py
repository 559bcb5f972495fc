"""What the fields of files are for, in both languages, by the model that has them."""
