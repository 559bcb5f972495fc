"""The commands of `cocau`, one file each. Whatever is slow to import is imported where it is used."""
