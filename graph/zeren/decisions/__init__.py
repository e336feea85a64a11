"""What people decided, kept as tables beside the documents: every build replays them."""
