"""The page of the whole product on Kafka: follows what the other parts write, and writes nothing."""
