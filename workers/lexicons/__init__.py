"""What is known of languages, places, subjects and publishers: one readable file each, no code."""
