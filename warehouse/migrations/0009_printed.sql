-- What an entry was printed as: the same print need not be read again.
ALTER TABLE entry ADD COLUMN printed_id VARCHAR;
