"""The nouns: plain frozen values that know nothing of the rest."""
