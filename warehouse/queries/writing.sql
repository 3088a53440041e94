-- add_documents
INSERT INTO document SELECT * FROM incoming_document AS i ANTI JOIN document USING (document_id);

-- note_gaps
INSERT INTO gap SELECT * FROM incoming_gap ANTI JOIN gap USING (gap_id) RETURNING gap_id;

-- add_notices
INSERT INTO notice SELECT * FROM incoming_notice ANTI JOIN notice USING (notice_id) RETURNING notice_id;

-- add_entries
-- The first of several rows with one key; none that is stored.
INSERT INTO entry
SELECT * EXCLUDE (n) FROM (
    SELECT *, row_number() OVER (PARTITION BY entry_id ORDER BY guid, url, title) AS n FROM incoming_entry
) AS i ANTI JOIN entry USING (entry_id) WHERE n = 1
RETURNING entry_id;

-- fresh_articles
-- Articles of this batch that are not stored.
CREATE OR REPLACE TEMP TABLE fresh_article AS
SELECT DISTINCT article_id FROM incoming_article ANTI JOIN article USING (article_id);

-- add_articles
INSERT INTO article SELECT * FROM incoming_article SEMI JOIN fresh_article USING (article_id);

-- add_article_texts
INSERT INTO article_text SELECT * FROM incoming_article_text SEMI JOIN fresh_article USING (article_id);

-- add_article_search
INSERT INTO article_search BY NAME SELECT * FROM incoming_article_search SEMI JOIN fresh_article USING (article_id);

-- fill_article_search
-- Of articles that were stored before they could be searched.
INSERT INTO article_search BY NAME
SELECT a.article_id, concat(searchable(a.title), '|', searchable(coalesce(m.said, '')), '|',
       searchable(substr(t."text", 1, CASE WHEN a."language" = 'zh' THEN 240 ELSE 680 END))) AS held
FROM article AS a LEFT JOIN article_text AS t USING (article_id)
LEFT JOIN (
    SELECT article_id, string_agg(concat_ws(' ', CASE kind WHEN 'award' THEN 'award prize 获奖' ELSE 'breakthrough 突破' END, category, award_name, venue, field, claim, subject, work_title,
           array_to_string(recipients, ' '), array_to_string(institutions, ' ')), ' ') AS said
    FROM mention WHERE announce GROUP BY article_id
) AS m USING (article_id)
ANTI JOIN article_search AS s ON s.article_id = a.article_id;

-- add_citations
INSERT INTO citation SELECT * FROM incoming_citation SEMI JOIN fresh_article USING (article_id);

-- add_stated_counts
INSERT INTO stated_count SELECT * FROM incoming_stated_count SEMI JOIN fresh_article USING (article_id);

-- fresh_mentions
CREATE OR REPLACE TEMP TABLE fresh_mention AS
SELECT * FROM incoming_mention SEMI JOIN fresh_article USING (article_id);

-- add_mentions
INSERT INTO mention SELECT * FROM fresh_mention;

-- decided_mentions
-- The mentions of a decision count as new, so that their events are joined again.
CREATE OR REPLACE TEMP TABLE fresh_mention AS
SELECT * FROM mention WHERE list_contains($mentions::JSON::VARCHAR[], mention_id);

-- free_mentions
-- Mentions that were split off belong to no event until they are joined again.
UPDATE mention SET event_id = NULL WHERE list_contains($mentions::JSON::VARCHAR[], mention_id);

-- add_decisions
-- The same decision is kept once.
INSERT INTO decision SELECT * FROM incoming_decision ANTI JOIN decision USING (decision_id);

-- drop_events
DELETE FROM event WHERE list_contains($events::JSON::VARCHAR[], event_id);

-- drop_event_keys
DELETE FROM event_key WHERE list_contains($events::JSON::VARCHAR[], event_id);

-- add_events
INSERT INTO event SELECT * FROM incoming_event;

-- add_event_keys
INSERT INTO event_key SELECT * FROM incoming_event_key;

-- place_mentions
UPDATE mention SET event_id = i.event_id FROM incoming_place AS i WHERE mention.mention_id = i.mention_id;

-- add_event_merges
INSERT INTO event_merge SELECT * FROM incoming_event_merge;

-- move_deliveries
-- What was told of a merged event counts for the event it is part of.
UPDATE delivery SET event_id = i.event_id FROM incoming_event_merge AS i WHERE delivery.event_id = i.old_event_id;

-- drop_doubled_deliveries
-- Of two deliveries of one event to one channel, the one that went furthest stays.
DELETE FROM delivery WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, row_number() OVER (
            PARTITION BY event_id, revision, channel
            ORDER BY list_position(['sent', 'unknown', 'sending', 'failed', 'pending'], status), promised_at, rowid
        ) AS n
        FROM delivery SEMI JOIN incoming_event_merge USING (event_id)
    ) WHERE n > 1
);

-- drop_works
DELETE FROM work WHERE list_contains($works::JSON::VARCHAR[], work_id);

-- add_works
INSERT INTO work SELECT * FROM incoming_work;

-- place_citations
UPDATE citation SET work_id = i.work_id FROM incoming_citation_place AS i WHERE citation.citation_id = i.citation_id;

-- promise_deliveries
-- One pending delivery per (event, revision, channel), at most once, ever.
INSERT INTO delivery
SELECT * FROM incoming_delivery ANTI JOIN delivery USING (event_id, revision, channel)
RETURNING event_id;

-- add_rejections
-- A reason is recorded once for its place, however often it is met.
INSERT INTO rejection
SELECT i.* FROM (SELECT DISTINCT ON (rejection_id) * FROM incoming_rejection) AS i
ANTI JOIN rejection USING (rejection_id) RETURNING rejection_id;

-- set_aside
INSERT INTO quarantine SELECT * FROM incoming_quarantine ANTI JOIN quarantine USING (document_key, version)
RETURNING document_key;

-- drop_source_states
DELETE FROM source_state WHERE source IN (SELECT source FROM incoming_source_state);

-- add_source_states
INSERT INTO source_state SELECT * FROM incoming_source_state;

-- add_run
INSERT INTO run SELECT * FROM incoming_run;

-- add_article_names
INSERT INTO article_names SELECT * FROM incoming_article_names SEMI JOIN fresh_article USING (article_id);

-- note_uncompared
INSERT INTO article_uncompared SELECT article_id FROM fresh_article;

-- comparing
-- Some of the articles that were not compared with the others yet: of all of them there could be too many pairs. Those
-- without a day are compared with all others, and so apart from the rest.
CREATE OR REPLACE TEMP TABLE comparing AS
WITH waiting AS (SELECT article_id, published_at FROM article_uncompared LEFT JOIN article_names USING (article_id))
SELECT * FROM waiting WHERE (published_at IS NULL) = (SELECT count(published_at) = 0 FROM waiting)
ORDER BY published_at, article_id LIMIT $most;

-- compared
DELETE FROM article_uncompared WHERE article_id IN (SELECT article_id FROM comparing);

-- comparing_days
-- The days whose articles are compared with these: of those around them; null where one is of no day.
SELECT CASE WHEN count(*) = count(published_at) THEN min(published_at) - to_days($days) END AS first,
       CASE WHEN count(*) = count(published_at) THEN max(published_at) + to_days($days) END AS last
FROM comparing;

-- add_article_likenesses
-- Pairs of articles, one of them now compared, of which one holds most of the other's names; see parsers/likeness.py.
-- Only pairs that share several foremost names which few articles have are looked at.
INSERT INTO article_likeness
WITH named AS NOT MATERIALIZED (
    SELECT article_id, rowid AS number, list_transform("names"[:$foremost], lambda n: hash(n)) AS "names" FROM article_names
    WHERE published_at IS NULL OR (published_at >= coalesce($first::TIMESTAMPTZ, '-infinity') AND published_at <= coalesce($last::TIMESTAMPTZ, 'infinity'))
), fresh_name AS MATERIALIZED (
    SELECT number, unnest("names") AS "name" FROM named SEMI JOIN comparing USING (article_id)
), held AS MATERIALIZED (
    SELECT number, "name" FROM (SELECT number, unnest("names") AS "name" FROM named) SEMI JOIN fresh_name USING ("name")
), waiting AS (
    SELECT number FROM named SEMI JOIN article_uncompared USING (article_id)
), rare AS (
    SELECT "name" FROM held GROUP BY "name" HAVING count(*) BETWEEN 2 AND $few
), old_name AS (
    SELECT * FROM held ANTI JOIN waiting USING (number)
), candidate AS (
    SELECT n.number AS one, o.number AS other
    FROM (SELECT * FROM fresh_name SEMI JOIN rare USING ("name")) AS n
    JOIN (SELECT *, true AS old FROM old_name UNION ALL SELECT *, false FROM fresh_name) AS o
      ON o."name" = n."name" AND (o.old OR o.number < n.number)
    GROUP BY one, other HAVING count(*) >= $common
), near AS (
    SELECT least(a.article_id, b.article_id) AS article_id, greatest(a.article_id, b.article_id) AS other_id,
           list_sum(a.weights) AS weight, list_sum([w FOR w, i IN a.weights IF list_contains(b."names", a."names"[i])]) AS shared,
           list_sum(b.weights) AS other_weight, list_sum([w FOR w, i IN b.weights IF list_contains(a."names", b."names"[i])]) AS other_shared
    FROM candidate AS c JOIN article_names AS a ON a.rowid = c.one JOIN article_names AS b ON b.rowid = c.other
    WHERE a.published_at IS NULL OR b.published_at IS NULL OR abs(date_diff('day', a.published_at, b.published_at)) <= $days
)
SELECT article_id, other_id, greatest(shared, other_shared) AS shared FROM near ANTI JOIN article_likeness USING (article_id, other_id)
WHERE (shared >= $enough AND shared >= $alike * weight) OR (other_shared >= $enough AND other_shared >= $alike * other_weight);

-- place_articles
-- Every article of the old clusters joins the new one.
UPDATE article SET cluster_id = i.new_id FROM incoming_cluster AS i WHERE article.cluster_id = i.old_id;

-- last_let_go
SELECT max(stored_before) AS stored_before FROM letting_go;

-- bodies_to_let_go
-- Of articles stored before a moment in which nothing is told, and that were not looked at when bodies were last let go.
CREATE OR REPLACE TEMP TABLE going AS
SELECT article_id FROM article
WHERE first_seen_at < $before::TIMESTAMPTZ
  AND first_seen_at >= (SELECT coalesce(max(stored_before), '-infinity') FROM letting_go)
EXCEPT SELECT article_id FROM mention EXCEPT SELECT article_id FROM citation EXCEPT SELECT article_id FROM stated_count;

-- note_letting_go
INSERT INTO letting_go
SELECT $now::TIMESTAMPTZ, $before::TIMESTAMPTZ, count(*), coalesce(sum(octet_length(encode("text"))), 0)
FROM article_text SEMI JOIN going USING (article_id)
HAVING count(*) > 0;

-- let_bodies_go
DELETE FROM article_text WHERE article_id IN (SELECT article_id FROM going);
