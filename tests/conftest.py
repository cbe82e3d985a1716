"""Settings of all tests."""

from hypothesis import settings

# A busy machine is not a fault of the code, so no example has a time limit of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
