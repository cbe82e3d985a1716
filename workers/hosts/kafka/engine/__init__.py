"""Faust as it must be run so that nothing is lost."""
