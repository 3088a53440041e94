-- What each channel asked for when it was last looked at, so that one that asks otherwise is asked about its past.
CREATE TABLE channel_asked (channel VARCHAR, asks VARCHAR, seen_at TIMESTAMPTZ);

-- What readers said of an event: right, or wrong and why. Kept of its mentions, since events are joined anew.
CREATE TABLE verdict (mention_id VARCHAR, event_id VARCHAR, verdict VARCHAR, because VARCHAR, said_at TIMESTAMPTZ);

-- The deliveries of events that were merged by hand, as they were before, each by a mention of its event: what undoing
-- it puts back.
CREATE TABLE merged_delivery (
    "key" VARCHAR, mention_id VARCHAR, revision INTEGER, channel VARCHAR, promised_at TIMESTAMPTZ, status VARCHAR,
    attempts INTEGER, next_attempt_at TIMESTAMPTZ, digest_id VARCHAR, sent_at TIMESTAMPTZ, error VARCHAR,
    first_failed_at TIMESTAMPTZ, flood BOOLEAN
);

-- Promised with what a source had before it was read first, or as old news: told in one message, the rest counted.
ALTER TABLE delivery ADD COLUMN IF NOT EXISTS flood BOOLEAN;
