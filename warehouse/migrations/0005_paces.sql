-- What is remembered of each source: where it moved, when it is due, how often it has news, how well it is.
ALTER TABLE source_state ADD COLUMN moved_to VARCHAR;
ALTER TABLE source_state ADD COLUMN body_key VARCHAR;
ALTER TABLE source_state ADD COLUMN next_due_at TIMESTAMPTZ;
ALTER TABLE source_state ADD COLUMN interval_minutes DOUBLE;
ALTER TABLE source_state ADD COLUMN rate DOUBLE;
ALTER TABLE source_state ADD COLUMN lately DOUBLE;
ALTER TABLE source_state ADD COLUMN busiest DOUBLE;
ALTER TABLE source_state ADD COLUMN feed_window INTEGER;
ALTER TABLE source_state ADD COLUMN score DOUBLE;
ALTER TABLE source_state ADD COLUMN health VARCHAR;
ALTER TABLE source_state ADD COLUMN failure VARCHAR;
-- One change of a source's health, told once to the channels that ask for it.
CREATE TABLE notice (
    notice_id VARCHAR, source VARCHAR, health VARCHAR, before VARCHAR, reason VARCHAR, noticed_at TIMESTAMPTZ
);
-- What the article says, without its address: the same words of one source are one article.
ALTER TABLE article ADD COLUMN content_id VARCHAR;
ALTER TABLE run ADD COLUMN entries_copied INTEGER DEFAULT 0;
CREATE TABLE notice_delivery (
    notice_id VARCHAR, channel VARCHAR, promised_at TIMESTAMPTZ, status VARCHAR, attempts INTEGER,
    sent_at TIMESTAMPTZ, error VARCHAR
);
-- The names of an article by which others like it are looked for.
ALTER TABLE article_name ADD COLUMN foremost BOOLEAN DEFAULT true;
