"""A config file to frozen values, or every mistake in it with its line."""
