"""/councils: the list of councils, their pages, the form that makes and edits one."""
