"""The shape of an article: blocks, items of round-ups, the sentences in which it speaks."""
