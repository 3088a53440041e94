-- What each statement does to its event: announced, disputed, corrected or retracted.
ALTER TABLE mention ADD COLUMN status VARCHAR DEFAULT 'announced';
