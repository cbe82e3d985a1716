"""The whole product in one process: files or standard input in, SQLite for state."""
