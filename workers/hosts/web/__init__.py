"""What a running process tells over HTTP."""
