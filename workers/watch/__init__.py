"""Article and tags to mentions: which watches an article names, and which it only nearly names."""
