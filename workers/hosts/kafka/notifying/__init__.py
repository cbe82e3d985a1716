"""Notifiers: who is told, and what is owed, in a table of Faust."""
