"""The command line `cocau`. Whatever is slow to import is imported where it is used."""
