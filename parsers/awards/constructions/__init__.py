"""Who won what: awards named, given and listed."""
