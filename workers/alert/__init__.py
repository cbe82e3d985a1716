"""Spikes to alerts, and who is told of them."""
