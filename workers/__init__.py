"""Groundswell: scraped pages in, alerts about surprising news coverage out."""

__version__ = "0.1.0"
