"""The config files as values: what may stand in each, and where each value stood."""
