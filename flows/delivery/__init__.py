"""From what was promised to what a service accepted: composing, sending and settling."""
