"""The whole product on this machine: a broker, readers, a counter, a notifier, each a process of its own."""
