"""The search: from council, pool and rulebook to a proven slate, or to what forbids one."""
