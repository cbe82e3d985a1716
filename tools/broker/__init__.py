"""A real Apache Kafka on this machine, without containers: for tests, for benchmarks, for trying things out."""
