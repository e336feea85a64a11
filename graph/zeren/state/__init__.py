"""What a document says, stated: as triples, and as the JSON records that other programs rely on."""
