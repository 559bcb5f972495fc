"""The search: from a council, a pool and a rulebook to a proven slate, or to the rules that forbid one."""
