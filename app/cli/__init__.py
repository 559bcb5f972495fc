"""The command line `cocau`: each command is imported when it is called."""
