-- What was decided by hand: mentions that are one event share a key; a mention that is none of its
-- event's stands apart.
CREATE TABLE decision (
    decision_id VARCHAR, kind VARCHAR, mention_id VARCHAR, "key" VARCHAR, decided_at TIMESTAMPTZ
);
