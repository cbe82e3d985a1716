"""Readers: a consumer group that turns pages into articles, mentions and pulses."""
