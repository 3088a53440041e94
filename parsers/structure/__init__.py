"""The shape of an article: blocks, items of digests, the sentences in which it speaks."""
