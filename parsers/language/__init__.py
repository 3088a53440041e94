"""The lexicon and what it finds in a text: terms, names, verbs, editions."""
