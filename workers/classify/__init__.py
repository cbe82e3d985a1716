"""Article -> Tags: language, regions and topics."""
