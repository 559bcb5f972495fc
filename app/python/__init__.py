"""What programs and notebooks import, as `import cocau`: each name is imported when it is used."""
