"""Payload to articles: decode, clean, cut out the main text, find titles, dates, addresses, fingerprints."""
