"""The promises of counting, under every order, cut, crash and repeat that can happen."""
