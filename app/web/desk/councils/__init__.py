"""/councils: the list of councils, each council's pages, and the form that makes and edits one."""
