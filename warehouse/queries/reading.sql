-- source_states
-- What is remembered of each source.
SELECT * FROM source_state;

-- quarantined
-- The documents that this version of the program has set aside.
SELECT document_key, reason FROM quarantine WHERE version = $version;

-- remembered
-- The entries that each of the given sources carried last, with what their articles say.
SELECT e.source, e.entry_id, e.printed_id, e.guid, e.url, e.article_id, a.content_id
FROM (
    SELECT source, entry_id, printed_id, guid, url, article_id FROM entry SEMI JOIN (SELECT unnest($sources::JSON::VARCHAR[]) AS source) USING (source)
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY first_seen_at DESC, entry_id) <= $most
) AS e LEFT JOIN article AS a USING (article_id);

-- pending_events
-- Events promised to a channel and due, and those of a list, with what a digest shows; oldest promise first.
-- `forms`: the names that reports of an event print, by person.
WITH due AS (
    -- What was revised again before it was told is one row, with all that changed since.
    SELECT event_id, max(revision) AS revision, max(attempts) AS attempts, min(promised_at) AS promised_at,
           bool_and(coalesce(flood, false)) AS flood, flatten(list(changes ORDER BY revision) FILTER (changes IS NOT NULL)) AS changes
    FROM delivery WHERE channel = $channel AND status IN ('pending', 'failed') AND next_attempt_at <= $now
    GROUP BY event_id
    UNION ALL
    SELECT unnest($events::JSON::VARCHAR[]), 1, 0, $now::TIMESTAMPTZ, false, NULL
),
named AS (
    SELECT event_id, list(DISTINCT struct_pack("key" := "key", "name" := "name")) AS forms
    FROM (
        SELECT m.event_id, unnest(m.person_keys) AS "key", unnest(m.recipients) AS "name"
        FROM mention AS m SEMI JOIN due USING (event_id)
    ) GROUP BY event_id
)
SELECT d.event_id, d.revision, d.attempts, d.promised_at, d.flood, d.changes, e.kind, e.category, e.award_name, e.venue, e."year", e.field,
       e.claim, e.subject, e.after_years, e.work_title, e.work_ids, e.recipients, e.institutions,
       e.links, e.status, e.confidence, e.evidence, e.context, e.published_at, e.first_seen_at, e.source_count,
       a.title AS article_title, a.url AS article_url, a.source, a.language,
       v.person_keys, v.known_institutions, n.forms
FROM due AS d
JOIN events AS e USING (event_id)
JOIN event AS v USING (event_id)
JOIN article AS a ON a.article_id = e.article_id
LEFT JOIN named AS n USING (event_id)
ORDER BY d.promised_at, d.event_id;

-- pending_channels
-- Channels with something due.
SELECT DISTINCT channel FROM delivery
WHERE status IN ('pending', 'failed') AND next_attempt_at <= $now ORDER BY channel;

-- told_since
-- How many events a channel was told of since a moment, or may have been.
SELECT count(*) AS n FROM delivery WHERE channel = $channel AND status IN ('sent', 'unknown') AND sent_at >= $since;

-- linked_events
-- Events that share a key with a mention that is new in this transaction. Of keys that only say what a report is about,
-- enough that the two could be one event (parsers/meeting.py): of an award its winner, where the two name no work each;
-- of a breakthrough two things, or one that is nearly nobody else's.
WITH own AS (
    SELECT mention_id, work_title IS NOT NULL AS titled, unnest(list_distinct(keys)) AS "key" FROM fresh_mention
), shared AS (
    SELECT k.event_id, n.mention_id, n.titled, CASE WHEN starts_with("key", 'near|') THEN split_part("key", '|', 3) END AS kind,
           split_part("key", '|', 4) AS anchor
    FROM event_key AS k JOIN own AS n USING ("key")
)
SELECT DISTINCT event_id FROM (
    SELECT event_id FROM shared LEFT JOIN event AS e USING (event_id)
    GROUP BY event_id, mention_id
    HAVING bool_or(shared.kind IS NULL)
        OR bool_or(shared.kind = 'award' AND (starts_with(anchor, 'r') OR (titled AND e.work_title IS NOT NULL)))
        OR count(DISTINCT anchor) FILTER (shared.kind = 'breakthrough') > 1
        OR bool_or(shared.kind = 'breakthrough' AND NOT regexp_matches(anchor, '^[cmw]:'))
);

-- mentions_of
-- Every mention of the given events, and those new in this transaction, with what was decided by hand.
SELECT m.*, coalesce(d.decided, []) AS decided, coalesce(d.apart, false) AS apart,
       coalesce(w.verdict = 'wrong', false) AS denied,
       a.published_at AS article_published, a.source AS article_source, a.language AS article_language, a.title AS article_title
FROM mention AS m
LEFT JOIN article AS a USING (article_id)
LEFT JOIN verdict AS w USING (mention_id)
LEFT JOIN (
    SELECT mention_id, list(DISTINCT "key" ORDER BY "key") AS decided, bool_or(kind = 'split') AS apart
    FROM decision GROUP BY mention_id
) AS d USING (mention_id)
WHERE list_contains($events::JSON::VARCHAR[], m.event_id) OR m.event_id IS NULL;

-- events_of
-- The present rows of the given events.
SELECT event_id, announce, status, revision, category, award_name, recipients FROM event WHERE list_contains($events::JSON::VARCHAR[], event_id);

-- told_channels
-- The channels that were told of the given events, or may have been.
SELECT DISTINCT event_id, channel FROM delivery
WHERE status IN ('sent', 'unknown') AND list_contains($events::JSON::VARCHAR[], event_id);

-- linked_citations
-- Citations that belong to a work which the citations new in this transaction may name too.
SELECT * FROM citation
WHERE work_id IS NULL OR work_id IN (
    SELECT DISTINCT c.work_id
    FROM (SELECT citation_id, work_id, unnest(keys) AS "key" FROM citation WHERE work_id IS NOT NULL) AS c
    JOIN (SELECT DISTINCT unnest(keys) AS "key" FROM citation WHERE work_id IS NULL) AS n USING ("key")
);

-- joined_clusters
-- The clusters of each pair of alike articles that are not yet one.
SELECT a.cluster_id AS one, b.cluster_id AS other
FROM article_likeness AS l
JOIN article AS a ON a.article_id = l.article_id
JOIN article AS b ON b.article_id = l.other_id
WHERE a.cluster_id <> b.cluster_id;

-- uncompared
-- Whether any article has not been compared with the others.
SELECT article_id FROM article_uncompared LIMIT 1;
