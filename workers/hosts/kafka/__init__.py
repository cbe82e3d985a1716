"""The product on Kafka: readers, counters and notifiers as processes of their own."""
