"""Mentions to buckets, buckets to scores."""

AnyDetector = object
