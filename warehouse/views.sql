-- What SQL users get. Names and columns are stable. What they are made of stands in the schema `store`, and is not.

CREATE OR REPLACE VIEW main.documents AS
SELECT document_id, source, location, media_type, bytes, sha256, first_seen_at FROM store.document;
COMMENT ON VIEW main.documents IS 'The bytes read from a source once';

CREATE OR REPLACE VIEW main.entries AS
SELECT entry_id, source, document_id, article_id, guid, url, title, published_at, first_seen_at,
       date_diff('second', published_at, first_seen_at) / 60 AS delay_minutes
FROM store.entry;
COMMENT ON VIEW main.entries IS 'Items of sources as published';

CREATE OR REPLACE VIEW main.articles AS
SELECT article_id, source, url, title, author, language, published_at, first_seen_at, t."text",
       cluster_id, document_id, "start", "end"
FROM store.article LEFT JOIN store.article_text AS t USING (article_id);
COMMENT ON VIEW main.articles IS 'Pieces of writing, however many entries carried them';

CREATE OR REPLACE VIEW main.works AS
SELECT work_id, title, other_title, authors, institutions, links, ids AS work_ids, citation_count FROM store.work;
COMMENT ON VIEW main.works IS 'Papers, proofs and systems, joined over articles by identifier or folded title';

CREATE OR REPLACE VIEW main.citations AS
SELECT citation_id, article_id, work_id, title, other_title, authors, institutions, links,
       ids AS work_ids, "start", "end", spans
FROM store.citation;
COMMENT ON VIEW main.citations IS 'Works as one article states them, fields as printed';

CREATE OR REPLACE VIEW main.mentions AS
SELECT mention_id, event_id, article_id, kind, category, award_name, venue, "year", field, claim,
       subject, after_years, work_title, ids AS work_ids, recipients, institutions, links, scope,
       status, announced_on, is_new, announce, confidence, rule, evidence, context, "start", "end", spans
FROM store.mention;
COMMENT ON VIEW main.mentions IS 'Statements in articles that an award was given or a breakthrough made';

CREATE OR REPLACE VIEW main.events AS
WITH told AS (
    SELECT m.event_id, count(*) AS mention_count, count(DISTINCT a.source) AS source_count,
           min(a.first_seen_at) AS first_seen_at,
           arg_min(m.article_id, (coalesce(a.published_at, a.first_seen_at), m.article_id)) AS article_id,
           min(a.published_at) FILTER (m.is_new) AS published_at,
           arg_min(m.article_id, (a.first_seen_at, m.article_id)) FILTER (m.status = 'retracted') AS retracted_by,
           min(a.first_seen_at) FILTER (m.status = 'retracted') AS retracted_at
    FROM store.mention AS m JOIN store.article AS a USING (article_id)
    GROUP BY m.event_id
)
SELECT e.event_id, e.kind, e.status, e.scope, e.revision, e.category, e.award_name, e.venue, e."year",
       e.field, e.claim, e.subject, e.after_years, e.work_title, e.ids AS work_ids, e.recipients,
       e.institutions, e.links, e.is_new, e.announce, e.confidence, told.first_seen_at,
       told.published_at, e.announced_on, b.evidence, b.context, b.rule, told.article_id, told.mention_count, told.source_count,
       b.article_id AS evidence_article_id, b."start" AS evidence_start, b."end" AS evidence_end, told.retracted_by, told.retracted_at
FROM store.event AS e JOIN told USING (event_id) JOIN store.mention AS b ON b.mention_id = e.best_mention_id;
COMMENT ON VIEW main.events IS 'What happened in the world: awards given and breakthroughs made';

CREATE OR REPLACE VIEW main.awards AS
SELECT event_id, category, award_name, venue, "year", work_title,
       struct_pack(arxiv := work_ids.arxiv, doi := work_ids.doi, acl := work_ids.acl,
                   openreview := work_ids.openreview) AS work_ids,
       recipients, institutions, links, status, scope, is_new, announce, confidence, revision,
       first_seen_at, announced_on, published_at, evidence, context, article_id, mention_count, source_count,
       evidence_article_id, evidence_start, evidence_end, retracted_by, retracted_at
FROM events WHERE kind = 'award';
COMMENT ON VIEW main.awards IS 'One row an award: a paper award a work, a prize a year or a recipient';

CREATE OR REPLACE VIEW main.breakthroughs AS
SELECT event_id, field, claim, subject, a.title AS headline, after_years, recipients AS actors,
       work_title,
       struct_pack(arxiv := work_ids.arxiv, doi := work_ids.doi, acl := work_ids.acl,
                   openreview := work_ids.openreview) AS work_ids,
       links, status, scope, is_new, announce, confidence, revision, events.first_seen_at,
       announced_on, events.published_at, evidence, context, article_id, mention_count, source_count, institutions,
       evidence_article_id, evidence_start, evidence_end, retracted_by, retracted_at
FROM events LEFT JOIN store.article AS a USING (article_id) WHERE kind = 'breakthrough';
COMMENT ON VIEW main.breakthroughs IS 'One row a breakthrough';

CREATE OR REPLACE VIEW main.event_people AS
WITH own AS (
    SELECT event_id, unnest(recipients) AS "name", unnest(coalesce(person_keys, recipients)) AS form
    FROM store.event WHERE len(recipients) > 0
), printed AS (
    SELECT DISTINCT event_id, unnest(recipients) AS "name", unnest(coalesce(person_keys, recipients)) AS form
    FROM store.mention WHERE len(recipients) > 0
), named AS (
    FROM own UNION SELECT event_id, printed."name", form FROM printed SEMI JOIN own USING (event_id, form)
)
SELECT event_id, coalesce(nullif(form, ''), lower("name")) AS person_key, "name" FROM named;
COMMENT ON VIEW main.event_people IS 'Who is named for an event: one row a printed form of the name';

CREATE OR REPLACE VIEW main.people AS
SELECT p.person_key,
       min(p."name") FILTER (NOT regexp_matches(p."name", '[\x{4e00}-\x{9fff}]')) AS name_latin,
       min(p."name") FILTER (regexp_matches(p."name", '[\x{4e00}-\x{9fff}]')) AS name_chinese,
       list(DISTINCT p."name" ORDER BY p."name") AS names,
       count(DISTINCT event_id) AS event_count,
       count(DISTINCT event_id) FILTER (e.kind = 'award') AS award_count,
       count(DISTINCT event_id) FILTER (e.kind = 'breakthrough') AS breakthrough_count,
       list_distinct(flatten(list(e.institutions))) AS institutions,
       min(e.first_seen_at) AS first_seen_at, max(e.first_seen_at) AS last_seen_at
FROM event_people AS p JOIN events AS e USING (event_id) GROUP BY p.person_key;
COMMENT ON VIEW main.people IS 'Who won or did something: one row a name, whatever its script; namesakes share a row';

CREATE OR REPLACE VIEW main.event_institutions AS
WITH printed AS (
    SELECT event_id, known_institutions, unnest(institutions) AS "name" FROM store.event WHERE len(institutions) > 0
), named AS (
    SELECT event_id, "name", list_filter(known_institutions, k -> k.printed = "name")[1] AS known FROM printed
)
SELECT event_id, coalesce(known.key, lower("name")) AS institution_key, "name",
       coalesce(known.en, CASE WHEN NOT regexp_matches("name", '[\x{4e00}-\x{9fff}]') THEN "name" END) AS name_en,
       coalesce(known.zh, CASE WHEN regexp_matches("name", '[\x{4e00}-\x{9fff}]') THEN "name" END) AS name_zh,
       known.country AS country
FROM named;
COMMENT ON VIEW main.event_institutions IS 'Which institutions are named for an event: ask here by either name, and not in awards by the printed one';

CREATE OR REPLACE VIEW main.institutions AS
SELECT i.institution_key, any_value(i.name_en) AS name_en, any_value(i.name_zh) AS name_zh, any_value(i.country) AS country,
       list(DISTINCT i."name" ORDER BY i."name") AS names,
       count(DISTINCT event_id) AS event_count,
       count(DISTINCT event_id) FILTER (e.kind = 'award') AS award_count,
       count(DISTINCT event_id) FILTER (e.kind = 'breakthrough') AS breakthrough_count,
       min(e.first_seen_at) AS first_seen_at, max(e.first_seen_at) AS last_seen_at
FROM event_institutions AS i JOIN events AS e USING (event_id) GROUP BY i.institution_key;
COMMENT ON VIEW main.institutions IS 'Whose people won or did something: one row an institution, in both languages where the lexicon knows it';

CREATE OR REPLACE VIEW main.sources AS
SELECT source, kind, location, language, "group", coalesce(health, 'unread') AS health, score,
       last_read_at, last_success_at, failures, failure, last_error, next_due_at, interval_minutes,
       24 * rate AS entries_a_day, feed_window, moved_to
FROM store.source_state;
COMMENT ON VIEW main.sources IS 'What is read, and how it fares';

CREATE OR REPLACE VIEW main.notices AS
SELECT n.*, list({'channel': d.channel, 'status': d.status}) FILTER (d.channel IS NOT NULL) AS told
FROM store.notice AS n LEFT JOIN store.notice_delivery AS d USING (notice_id) GROUP BY ALL;
COMMENT ON VIEW main.notices IS 'Changes of the health of sources that somebody would want to know of';

CREATE OR REPLACE VIEW main.runs AS SELECT * FROM store.run;
COMMENT ON VIEW main.runs IS 'Passes of the pipeline and their balance';

CREATE OR REPLACE VIEW main.deliveries AS SELECT * FROM store.delivery;
COMMENT ON VIEW main.deliveries IS 'Promises to tell one channel about one revision of one event';

CREATE OR REPLACE VIEW main.digests AS SELECT * FROM store.digest;
COMMENT ON VIEW main.digests IS 'Events made readable for one channel and one moment';

CREATE OR REPLACE VIEW main.verdicts AS
SELECT m.event_id, any_value(v.verdict) AS verdict, any_value(v.because) AS because, max(v.said_at) AS said_at
FROM store.verdict AS v JOIN store.mention AS m USING (mention_id) GROUP BY m.event_id;
COMMENT ON VIEW main.verdicts IS 'What readers said of events: right or wrong, and why';

CREATE OR REPLACE VIEW main.gaps AS SELECT * FROM store.gap;
COMMENT ON VIEW main.gaps IS 'Reads of a feed that shared no entry with the read before: entries may be lost between';

CREATE OR REPLACE VIEW main.rejections AS SELECT * FROM store.rejection;
COMMENT ON VIEW main.rejections IS 'Entries and documents that could not be used, and why';

CREATE OR REPLACE VIEW main.quarantined AS SELECT * FROM store.quarantine;
COMMENT ON VIEW main.quarantined IS 'Documents set aside for taking too much time or memory; kept as files in quarantine/ of the data folder';

CREATE OR REPLACE VIEW main.completeness AS SELECT *, stated = found AS agrees FROM store.stated_count;
COMMENT ON VIEW main.completeness IS 'Counts that articles state about their own lists, beside what was found';

CREATE OR REPLACE VIEW main.letting_go AS SELECT * FROM store.letting_go;
COMMENT ON VIEW main.letting_go IS 'Bodies of articles that were let go, as keep_bodies_days has it: nothing was told in them';

CREATE OR REPLACE VIEW main.schema_version AS SELECT max("version") AS "version" FROM store.schema_version;
COMMENT ON VIEW main.schema_version IS 'The version of the tables that the views are made of; a program that knows fewer does not open the file';
