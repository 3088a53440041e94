"""What was solved, done first or best: claims, their rules, and what they say of an article."""
