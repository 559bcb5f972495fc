"""Commands that plan many times: a sweep, a programme of many councils."""
