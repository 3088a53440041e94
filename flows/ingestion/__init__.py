"""One pass: from due sources to events stored and deliveries promised."""
