"""Counters: the clock, and the states of watches, in tables of Faust."""
