"""What is known as files for other programs: tables, references, a calendar, events with their proofs."""
