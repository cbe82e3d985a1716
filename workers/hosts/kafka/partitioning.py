"""Which partition a key belongs to: the same for every client of ours, and for those of others."""

from kafka.partitioner.default import murmur2


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that Kafka's own clients choose for a key: murmur2, its sign dropped."""
    hashed: int = murmur2(key)
    return (hashed & 0x7FFFFFFF) % partitions
