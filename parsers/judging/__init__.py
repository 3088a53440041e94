"""Judges: what a page or a sentence is likely to say, by weights that were learned from labelled documents."""
