"""The way in, composed: files → documents → measures → statements → the store."""
