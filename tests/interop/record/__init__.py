"""ENVELOPE.md, RECORD.md and the token of SERVICES.md a second time, written from the documents alone."""
