"""ENVELOPE.md and RECORD.md a second time, written from the documents alone."""
