"""What programs and notebooks have as `import cocau`."""
