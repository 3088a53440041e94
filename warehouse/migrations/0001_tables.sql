-- No keys, constraints, sequences or indexes: keys are derived from content and duplicates are kept
-- out by anti-joins inside the writing transaction, so that the same schema works on DuckLake.

CREATE TABLE document (
    document_id VARCHAR, source VARCHAR, location VARCHAR, media_type VARCHAR,
    bytes BIGINT, sha256 VARCHAR, first_seen_at TIMESTAMPTZ
);

CREATE TABLE entry (
    entry_id VARCHAR, source VARCHAR, document_id VARCHAR, article_id VARCHAR,
    guid VARCHAR, url VARCHAR, title VARCHAR, published_at TIMESTAMPTZ, first_seen_at TIMESTAMPTZ
);

CREATE TABLE article (
    article_id VARCHAR, source VARCHAR, url VARCHAR, title VARCHAR, author VARCHAR,
    language VARCHAR, published_at TIMESTAMPTZ, first_seen_at TIMESTAMPTZ, cluster_id VARCHAR,
    document_id VARCHAR, "start" INTEGER, "end" INTEGER
);

-- Bodies stand apart: the rows that every run reads stay small.
CREATE TABLE article_text (article_id VARCHAR, "text" VARCHAR);

CREATE TABLE citation (
    citation_id VARCHAR, article_id VARCHAR, work_id VARCHAR, title VARCHAR, other_title VARCHAR,
    authors VARCHAR[], institutions VARCHAR[], links VARCHAR[],
    ids STRUCT(arxiv VARCHAR, doi VARCHAR, acl VARCHAR, openreview VARCHAR, pmlr VARCHAR),
    "start" INTEGER, "end" INTEGER,
    spans STRUCT("name" VARCHAR, "start" INTEGER, "end" INTEGER)[], keys VARCHAR[]
);

CREATE TABLE work (
    work_id VARCHAR, title VARCHAR, other_title VARCHAR, authors VARCHAR[], institutions VARCHAR[],
    links VARCHAR[],
    ids STRUCT(arxiv VARCHAR, doi VARCHAR, acl VARCHAR, openreview VARCHAR, pmlr VARCHAR),
    citation_count INTEGER
);

CREATE TABLE mention (
    mention_id VARCHAR, article_id VARCHAR, event_id VARCHAR, kind VARCHAR, category VARCHAR,
    award_name VARCHAR, venue VARCHAR, "year" INTEGER, field VARCHAR, claim VARCHAR,
    subject VARCHAR, after_years INTEGER, work_title VARCHAR,
    ids STRUCT(arxiv VARCHAR, doi VARCHAR, acl VARCHAR, openreview VARCHAR, pmlr VARCHAR),
    recipients VARCHAR[], institutions VARCHAR[], links VARCHAR[], scope VARCHAR,
    announced_on DATE, is_new BOOLEAN, announce BOOLEAN, confidence DOUBLE, rule VARCHAR, evidence VARCHAR,
    context VARCHAR,
    "start" INTEGER, "end" INTEGER,
    spans STRUCT("name" VARCHAR, "start" INTEGER, "end" INTEGER)[], keys VARCHAR[]
);

CREATE TABLE event (
    event_id VARCHAR, kind VARCHAR, status VARCHAR, scope VARCHAR, revision INTEGER,
    category VARCHAR, award_name VARCHAR, venue VARCHAR, "year" INTEGER, field VARCHAR,
    claim VARCHAR, subject VARCHAR, after_years INTEGER, work_title VARCHAR,
    ids STRUCT(arxiv VARCHAR, doi VARCHAR, acl VARCHAR, openreview VARCHAR, pmlr VARCHAR),
    recipients VARCHAR[], institutions VARCHAR[], links VARCHAR[],
    announced_on DATE, is_new BOOLEAN, announce BOOLEAN, confidence DOUBLE, best_mention_id VARCHAR
);

-- Which event a key of identity belongs to.
CREATE TABLE event_key ("key" VARCHAR, event_id VARCHAR);

-- An event whose reports turned out to be another's: what told of it under the old id still counts.
CREATE TABLE event_merge (old_event_id VARCHAR, event_id VARCHAR, shared_key VARCHAR, merged_at TIMESTAMPTZ);

CREATE TABLE stated_count (
    article_id VARCHAR, category VARCHAR, venue VARCHAR, "year" INTEGER, stated INTEGER,
    found INTEGER, evidence VARCHAR, "start" INTEGER, "end" INTEGER
);

CREATE TABLE source_state (
    source VARCHAR, kind VARCHAR, location VARCHAR, language VARCHAR, "group" VARCHAR,
    etag VARCHAR, last_modified VARCHAR, last_read_at TIMESTAMPTZ, last_success_at TIMESTAMPTZ,
    last_outcome VARCHAR, failures INTEGER, last_error VARCHAR
);

CREATE TABLE rejection (
    rejection_id VARCHAR, source VARCHAR, location VARCHAR, reason VARCHAR, first_seen_at TIMESTAMPTZ
);

CREATE TABLE gap (
    gap_id VARCHAR, source VARCHAR, document_id VARCHAR, previous_read_at TIMESTAMPTZ,
    detected_at TIMESTAMPTZ
);

CREATE TABLE delivery (
    event_id VARCHAR, revision INTEGER, channel VARCHAR, promised_at TIMESTAMPTZ, status VARCHAR,
    attempts INTEGER, next_attempt_at TIMESTAMPTZ, digest_id VARCHAR, sent_at TIMESTAMPTZ,
    error VARCHAR
);

CREATE TABLE digest (
    digest_id VARCHAR, channel VARCHAR, composed_at TIMESTAMPTZ, title VARCHAR, markdown VARCHAR,
    event_ids VARCHAR[], status VARCHAR
);

CREATE TABLE run (
    run_id VARCHAR, started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ, sources_asked INTEGER,
    sources_read INTEGER, sources_unchanged INTEGER, sources_failed INTEGER,
    entries_seen INTEGER, entries_new INTEGER, entries_known INTEGER, entries_rejected INTEGER,
    articles_new INTEGER, mentions_new INTEGER, events_new INTEGER, deliveries_promised INTEGER
);
