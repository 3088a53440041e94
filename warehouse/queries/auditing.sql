-- audit
-- What is wrong in the warehouse: rows that share a key, and rows that point at nothing.
WITH doubled AS (
    SELECT 'document' AS what, count(*) - count(DISTINCT document_id) AS n FROM document
    UNION ALL SELECT 'entry', count(*) - count(DISTINCT entry_id) FROM entry
    UNION ALL SELECT 'article', count(*) - count(DISTINCT article_id) FROM article
    UNION ALL SELECT 'mention', count(*) - count(DISTINCT mention_id) FROM mention
    UNION ALL SELECT 'event', count(*) - count(DISTINCT event_id) FROM event
    UNION ALL SELECT 'work', count(*) - count(DISTINCT work_id) FROM work
    UNION ALL SELECT 'delivery', count(*) - count(DISTINCT (event_id, revision, channel)) FROM delivery
    UNION ALL SELECT 'source', count(*) - count(DISTINCT source) FROM source_state
), orphaned AS (
    SELECT 'entries without their article' AS what, count(*) AS n FROM entry ANTI JOIN article USING (article_id)
    UNION ALL SELECT 'articles without their text', count(*) FROM article ANTI JOIN article_text USING (article_id)
    WHERE first_seen_at >= (SELECT coalesce(max(stored_before), '-infinity') FROM letting_go)
       OR article_id IN (SELECT article_id FROM mention)
    UNION ALL SELECT 'mentions without their article', count(*) FROM mention ANTI JOIN article USING (article_id)
    UNION ALL SELECT 'mentions without their event', count(*) FROM mention ANTI JOIN event USING (event_id)
    UNION ALL SELECT 'events without a mention', count(*) FROM event ANTI JOIN mention USING (event_id)
)
SELECT what || ': keys that occur twice' AS what, n FROM doubled WHERE n > 0
UNION ALL SELECT what, n FROM orphaned WHERE n > 0
ORDER BY what;

-- last_run
SELECT max(started_at) AS started_at FROM run;
