"""Who and what a text names: people, institutions and prizes, in both languages, listed anywhere or not."""
