-- What SQL users get. Names and columns are stable. What they are made of stands in the schema `store`, and is not.

CREATE OR REPLACE VIEW main.documents AS
SELECT document_id, source, location, media_type, bytes, sha256, first_seen_at FROM store.document;
COMMENT ON VIEW main.documents IS 'The bytes read from a source once';
COMMENT ON COLUMN main.documents.location IS 'URL or file name';
COMMENT ON COLUMN main.documents.sha256 IS 'of the bytes read, in hexadecimal';

CREATE OR REPLACE VIEW main.entries AS
SELECT entry_id, source, document_id, article_id, guid, url, title, published_at, first_seen_at FROM store.entry;
COMMENT ON VIEW main.entries IS 'Items of sources as published';
COMMENT ON COLUMN main.entries.guid IS 'the identifier the source gave';

CREATE OR REPLACE VIEW main.articles AS
SELECT article_id, source, url, title, author, language, published_at, first_seen_at, t."text",
       cluster_id, document_id, "start", "end"
FROM store.article LEFT JOIN store.article_text AS t USING (article_id);
COMMENT ON VIEW main.articles IS 'Pieces of writing, however many entries carried them';
COMMENT ON COLUMN main.articles."text" IS 'plain text or Markdown; every span counts its characters';
COMMENT ON COLUMN main.articles.cluster_id IS 'article whose near-duplicate this is; itself when the first';
COMMENT ON COLUMN main.articles."start" IS 'first character within the document, for compilations';
COMMENT ON COLUMN main.articles."end" IS 'character after the last within the document';

CREATE OR REPLACE VIEW main.works AS
SELECT work_id, title, other_title, authors, institutions, links, ids AS work_ids, citation_count FROM store.work;
COMMENT ON VIEW main.works IS 'Papers, proofs and systems, joined over articles by identifier or folded title';
COMMENT ON COLUMN main.works.other_title IS 'a second title that an article prints for the same work';

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
COMMENT ON COLUMN main.mentions.status IS 'announced, disputed, corrected or retracted: what it does to its event';
COMMENT ON COLUMN main.mentions.is_new IS 'false: told as history or background';
COMMENT ON COLUMN main.mentions.rule IS 'the rule of grammar that read it';
COMMENT ON COLUMN main.mentions.evidence IS 'the sentence, verbatim: characters start to end of the article''s text';
COMMENT ON COLUMN main.mentions.context IS 'the heading or lead-in above that names the award, where the evidence does not';
COMMENT ON COLUMN main.mentions.spans IS 'the characters that prove each field: name, start, end';

CREATE OR REPLACE VIEW main.events AS
WITH told AS (
    SELECT m.event_id, count(*) AS mention_count, count(DISTINCT a.source) AS source_count,
           min(a.first_seen_at) AS first_seen_at,
           arg_min(m.article_id, (a.first_seen_at, m.article_id)) AS article_id,
           min(a.published_at) FILTER (m.is_new) AS published_at
    FROM store.mention AS m JOIN store.article AS a USING (article_id)
    GROUP BY m.event_id
)
SELECT e.event_id, e.kind, e.status, e.scope, e.revision, e.category, e.award_name, e.venue, e."year",
       e.field, e.claim, e.subject, e.after_years, e.work_title, e.ids AS work_ids, e.recipients,
       e.institutions, e.links, e.is_new, e.announce, e.confidence, told.first_seen_at,
       told.published_at, e.announced_on, b.evidence, b.context, b.rule, told.article_id, told.mention_count, told.source_count
FROM store.event AS e JOIN told USING (event_id) JOIN store.mention AS b ON b.mention_id = e.best_mention_id;
COMMENT ON VIEW main.events IS 'What happened in the world: awards given and breakthroughs made';
COMMENT ON COLUMN main.events.status IS 'announced, disputed, corrected or retracted';
COMMENT ON COLUMN main.events.scope IS 'research, competition, corporate or offtopic';
COMMENT ON COLUMN main.events.revision IS 'grows when a fact that readers were told changes';
COMMENT ON COLUMN main.events.announce IS 'a channel with default settings is told';
COMMENT ON COLUMN main.events.published_at IS 'earliest publication date of an article that reports it as news';
COMMENT ON COLUMN main.events.announced_on IS 'the day in the world, where an article states it';
COMMENT ON COLUMN main.events.evidence IS 'the sentence or line that proves it best';
COMMENT ON COLUMN main.events.context IS 'the heading or lead-in above the evidence that names the award';
COMMENT ON COLUMN main.events.article_id IS 'the first article that told it';

CREATE OR REPLACE VIEW main.awards AS
SELECT event_id, category, award_name, venue, "year", work_title,
       struct_pack(arxiv := work_ids.arxiv, doi := work_ids.doi, acl := work_ids.acl,
                   openreview := work_ids.openreview) AS work_ids,
       recipients, institutions, links, status, scope, is_new, announce, confidence, revision,
       first_seen_at, announced_on, published_at, evidence, context, article_id, mention_count, source_count
FROM events WHERE kind = 'award';
COMMENT ON VIEW main.awards IS 'One row an award: a paper award a work, a prize a year or a recipient';
COMMENT ON COLUMN main.awards."year" IS 'edition of the award, not the year of the work';
COMMENT ON COLUMN main.awards.venue IS 'conference or journal, or who gives the prize';
COMMENT ON COLUMN main.awards.is_new IS 'reported as news by an article; false for history';
COMMENT ON COLUMN main.awards.announce IS 'a channel with default settings is told';
COMMENT ON COLUMN main.awards.evidence IS 'the sentence or line that proves it best';
COMMENT ON COLUMN main.awards.recipients IS 'people, or the organisation where no person is named';

CREATE OR REPLACE VIEW main.breakthroughs AS
SELECT event_id, field, claim, subject, a.title AS headline, after_years, recipients AS actors,
       work_title,
       struct_pack(arxiv := work_ids.arxiv, doi := work_ids.doi, acl := work_ids.acl,
                   openreview := work_ids.openreview) AS work_ids,
       links, status, scope, is_new, announce, confidence, revision, events.first_seen_at,
       announced_on, events.published_at, evidence, context, article_id, mention_count, source_count
FROM events LEFT JOIN store.article AS a USING (article_id) WHERE kind = 'breakthrough';
COMMENT ON VIEW main.breakthroughs IS 'One row a breakthrough';
COMMENT ON COLUMN main.breakthroughs.claim IS 'open_problem, first, record or milestone';
COMMENT ON COLUMN main.breakthroughs.after_years IS 'the N of "first in N years"';
COMMENT ON COLUMN main.breakthroughs.headline IS 'title of the first article that told it';

CREATE OR REPLACE VIEW main.people AS
WITH named AS (
    SELECT e.event_id, e.kind, v.first_seen_at, v.published_at, e.institutions, unnest(e.recipients) AS "name",
           unnest(coalesce(e.person_keys, e.recipients)) AS form
    FROM store.event AS e JOIN events AS v USING (event_id) WHERE len(e.recipients) > 0
)
SELECT coalesce(nullif(form, ''), lower("name")) AS person_key,
       min("name") FILTER (NOT regexp_matches("name", '[\x{4e00}-\x{9fff}]')) AS name_latin,
       min("name") FILTER (regexp_matches("name", '[\x{4e00}-\x{9fff}]')) AS name_chinese,
       list(DISTINCT "name" ORDER BY "name") AS names,
       count(DISTINCT event_id) AS event_count,
       count(DISTINCT event_id) FILTER (kind = 'award') AS award_count,
       count(DISTINCT event_id) FILTER (kind = 'breakthrough') AS breakthrough_count,
       list_distinct(flatten(list(institutions))) AS institutions,
       min(first_seen_at) AS first_seen_at, max(first_seen_at) AS last_seen_at
FROM named GROUP BY person_key;
COMMENT ON VIEW main.people IS 'Who won or did something: one row a name, whatever its script; namesakes share a row';
COMMENT ON COLUMN main.people.person_key IS 'the name in one form: pinyin for a Chinese name, letters or sounds for another';
COMMENT ON COLUMN main.people.name_latin IS 'as printed in Latin letters, if it was';
COMMENT ON COLUMN main.people.name_chinese IS 'as printed in Chinese characters, if it was';
COMMENT ON COLUMN main.people.institutions IS 'those named beside the person in any event';
COMMENT ON COLUMN main.people.first_seen_at IS 'when the first of the events was first read';
COMMENT ON COLUMN main.people.last_seen_at IS 'when the latest of the events was first read';

CREATE OR REPLACE VIEW main.institutions AS
WITH printed AS (
    SELECT e.event_id, e.kind, e.known_institutions, v.first_seen_at, unnest(e.institutions) AS "name"
    FROM store.event AS e JOIN events AS v USING (event_id) WHERE len(e.institutions) > 0
), named AS (
    SELECT event_id, kind, first_seen_at, "name",
           list_filter(known_institutions, k -> k.printed = "name")[1] AS known
    FROM printed
)
SELECT coalesce(known.key, lower("name")) AS institution_key,
       any_value(coalesce(known.en, CASE WHEN NOT regexp_matches("name", '[\x{4e00}-\x{9fff}]') THEN "name" END)) AS name_en,
       any_value(coalesce(known.zh, CASE WHEN regexp_matches("name", '[\x{4e00}-\x{9fff}]') THEN "name" END)) AS name_zh,
       any_value(known.country) AS country,
       list(DISTINCT "name" ORDER BY "name") AS names,
       count(DISTINCT event_id) AS event_count,
       count(DISTINCT event_id) FILTER (kind = 'award') AS award_count,
       count(DISTINCT event_id) FILTER (kind = 'breakthrough') AS breakthrough_count,
       min(first_seen_at) AS first_seen_at, max(first_seen_at) AS last_seen_at
FROM named GROUP BY institution_key;
COMMENT ON VIEW main.institutions IS 'Whose people won or did something: one row an institution, in both languages where the lexicon knows it';
COMMENT ON COLUMN main.institutions.institution_key IS 'its key in institutions.toml, else its name in small letters';
COMMENT ON COLUMN main.institutions.country IS 'two letters (ISO 3166), where the lexicon knows it';
COMMENT ON COLUMN main.institutions.names IS 'as printed in the articles';
COMMENT ON COLUMN main.institutions.first_seen_at IS 'when the first of the events was first read';
COMMENT ON COLUMN main.institutions.last_seen_at IS 'when the latest of the events was first read';

CREATE OR REPLACE VIEW main.sources AS
SELECT source, kind, location, language, "group", coalesce(health, 'unread') AS health, score,
       last_read_at, last_success_at, failures, failure, last_error, next_due_at, interval_minutes,
       24 * rate AS entries_a_day, feed_window, moved_to
FROM store.source_state;
COMMENT ON VIEW main.sources IS 'What is read, and how it fares';
COMMENT ON COLUMN main.sources.health IS 'unread, healthy, unsteady, failing, dead or gone: the last two are asked once a week';
COMMENT ON COLUMN main.sources.score IS 'grows with each failure, by its kind; halves with each success';
COMMENT ON COLUMN main.sources.failures IS 'failed reads since the last success';
COMMENT ON COLUMN main.sources.failure IS 'kind of the last failure: temporary, soft, hard, gone, busy or offline';
COMMENT ON COLUMN main.sources.feed_window IS 'entries that the feed carried last';
COMMENT ON COLUMN main.sources.moved_to IS 'where the source says it stands for good; believed after three reads there; write it into sources.toml';

CREATE OR REPLACE VIEW main.notices AS
SELECT n.*, list({'channel': d.channel, 'status': d.status}) FILTER (d.channel IS NOT NULL) AS told
FROM store.notice AS n LEFT JOIN store.notice_delivery AS d USING (notice_id) GROUP BY ALL;
COMMENT ON VIEW main.notices IS 'Changes of the health of sources that somebody would want to know of';

CREATE OR REPLACE VIEW main.runs AS SELECT * FROM store.run;
COMMENT ON VIEW main.runs IS 'Passes of the pipeline and their balance';
COMMENT ON COLUMN main.runs.sources_asked IS 'equals read + unchanged + failed';
COMMENT ON COLUMN main.runs.entries_copied IS 'entries under a new name that say what the source said before';
COMMENT ON COLUMN main.runs.entries_seen IS 'equals new + copied + known + rejected';

CREATE OR REPLACE VIEW main.deliveries AS SELECT * FROM store.delivery;
COMMENT ON VIEW main.deliveries IS 'Promises to tell one channel about one revision of one event';
COMMENT ON COLUMN main.deliveries.status IS 'pending, sending, sent, failed, unknown (may have arrived), given up, dropped, or counted (told by number alone)';
COMMENT ON COLUMN main.deliveries.changes IS 'of a revised event: each fact that its channel was told otherwise, with the values before and since';
COMMENT ON COLUMN main.deliveries.flood IS 'promised with what a source had before it was read first, or as old news: told in one message, the rest counted';

CREATE OR REPLACE VIEW main.digests AS SELECT * FROM store.digest;
COMMENT ON VIEW main.digests IS 'Events made readable for one channel and one moment';

CREATE OR REPLACE VIEW main.verdicts AS
SELECT m.event_id, any_value(v.verdict) AS verdict, any_value(v.because) AS because, max(v.said_at) AS said_at
FROM store.verdict AS v JOIN store.mention AS m USING (mention_id) GROUP BY m.event_id;
COMMENT ON VIEW main.verdicts IS 'What readers said of events: right or wrong, and why';
COMMENT ON COLUMN main.verdicts.verdict IS 'right or wrong; what is wrong is announced no more';
COMMENT ON COLUMN main.verdicts.because IS 'why, in the reader''s words';
COMMENT ON COLUMN main.verdicts.said_at IS 'when it was said last';

CREATE OR REPLACE VIEW main.gaps AS SELECT * FROM store.gap;
COMMENT ON VIEW main.gaps IS 'Reads of a feed that shared no entry with the read before: entries may be lost between';

CREATE OR REPLACE VIEW main.rejections AS SELECT * FROM store.rejection;
COMMENT ON VIEW main.rejections IS 'Entries and documents that could not be used, and why';

CREATE OR REPLACE VIEW main.quarantined AS SELECT * FROM store.quarantine;
COMMENT ON VIEW main.quarantined IS 'Documents set aside for taking too much time or memory; kept as files in quarantine/ of the data folder';
COMMENT ON COLUMN main.quarantined.version IS 'the program that set it aside; another one tries again';

CREATE OR REPLACE VIEW main.completeness AS SELECT *, stated = found AS agrees FROM store.stated_count;
COMMENT ON VIEW main.completeness IS 'Counts that articles state about their own lists, beside what was found';
COMMENT ON COLUMN main.completeness.stated IS 'the number in the text';
COMMENT ON COLUMN main.completeness.found IS 'the awards found in the same article';

CREATE OR REPLACE VIEW main.schema_version AS SELECT max("version") AS "version" FROM store.schema_version;
COMMENT ON VIEW main.schema_version IS 'The version of the tables that the views are made of; a program that knows fewer does not open the file';
