"""What a plan says: its measures, who answers for each, by when and how much, read from the outline of a document."""
