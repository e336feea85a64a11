"""Running text: segments, sentences, label lines, and the measures that they state."""
