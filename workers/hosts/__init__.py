"""Where the steps run: they carry messages, keep state by key, and decide nothing."""
