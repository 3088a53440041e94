-- Documents that took more time or memory than they may: kept as files, and not read again as they are.
CREATE TABLE quarantine (
    document_key VARCHAR, source VARCHAR, location VARCHAR, bytes BIGINT, reason VARCHAR, version VARCHAR,
    set_aside_at TIMESTAMPTZ
);
