"""Bytes to entries: feeds, pages, sitemaps, seed files, OPML."""
