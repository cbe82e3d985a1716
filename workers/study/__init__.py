"""Questions asked of pages and alerts after the fact: pure reports."""
