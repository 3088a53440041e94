-- A move is believed when the new address has answered several times.
ALTER TABLE source_state ADD COLUMN moved_reads INTEGER DEFAULT 0;
