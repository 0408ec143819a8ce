"""The commands, one file a verb. Each is a plain function; `__main__` joins them."""
