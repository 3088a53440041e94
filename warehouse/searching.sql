-- Search for any client of the snapshot, without an extension. connection.py puts in the characters that are spelt otherwise.

-- Text as it is searched: small letters without accents, simplified characters, words apart, a space at each end.
CREATE OR REPLACE MACRO main.searchable(words) AS
    ' ' || trim(regexp_replace(regexp_replace(regexp_replace(
        lower(strip_accents(translate(words, '{written}', '{otherwise}'))),
        '[^\p{L}\p{N}]+', ' ', 'g'),
        '([\x{4e00}-\x{9fff}])([a-z0-9])', '\1 \2', 'g'),
        '([a-z0-9])([\x{4e00}-\x{9fff}])', '\1 \2', 'g')) || ' ';

-- What is looked for: a Latin word by its beginning; Chinese by its characters, and by pairs of them
-- where they need not stand together.
CREATE OR REPLACE MACRO main.search_pieces(words) AS
    list_sort(list_distinct(flatten(list_transform(
        list_filter(string_split(trim(searchable(words)), ' '), word -> word <> ''),
        word -> CASE
            WHEN NOT regexp_matches(word, '[\x{4e00}-\x{9fff}]') THEN [' ' || regexp_replace(word, '^([a-z]{4,})s$', '\1')]
            WHEN length(word) < 4 THEN [word]
            ELSE regexp_extract_all(word, '..') END))));

-- FROM search('数学 突破') or search('quantum record', since := '2026-01-01', kind := 'breakthrough', venue := 'ACL'):
-- articles that hold every word, the best first, at most `most`. `snippet`: what proves the event, else how the article begins.
CREATE OR REPLACE MACRO main.search(words, since := NULL, kind := NULL, venue := NULL, most := 40) AS TABLE
WITH wanted AS MATERIALIZED (
    SELECT list(piece ORDER BY length(piece) DESC, piece) AS p FROM (SELECT unnest(search_pieces(words)) AS piece)
), first AS MATERIALIZED (
    -- The longest is in fewest; the others are looked for only in what holds it.
    SELECT article_id, held FROM store.article_search, wanted WHERE contains(held, p[1])
), found AS MATERIALIZED (
    SELECT article_id, held, list_sum(list_transform(p, each -> 8 * contains(split_part(held, '|', 1), each)::INT
           + 4 * contains(split_part(held, '|', 2), each)::INT + contains(split_part(held, '|', 3), each)::INT)) AS points
    FROM first, wanted WHERE list_bool_and(list_transform(p, each -> contains(held, each)))
), told AS (
    SELECT m.article_id, arg_max(m.event_id, (m.announce, m.confidence)) AS event_id, bool_or(m.announce) AS announce,
           arg_max(m.evidence, (m.announce, m.confidence)) AS evidence, list(DISTINCT m.kind) AS kinds, list(DISTINCT m.venue) AS venues
    FROM store.mention AS m SEMI JOIN found USING (article_id) GROUP BY m.article_id
)
SELECT best.score, a.published_at, a.source, a.title, best.snippet, best.event_id, a.url, article_id
FROM (
    -- Of so few the rest is read without reading it of all.
    SELECT f.points + 6 * coalesce(t.announce, false)::INT AS score, coalesce(d.published_at, d.first_seen_at) AS told_at,
           t.event_id, article_id, coalesce(t.evidence, trim(split_part(held, '|', 3)[:240])) AS snippet
    FROM found AS f JOIN store.article AS d USING (article_id) LEFT JOIN told AS t USING (article_id)
    WHERE (since IS NULL OR coalesce(d.published_at, d.first_seen_at) >= since::TIMESTAMPTZ)
      AND (kind IS NULL OR list_contains(t.kinds, kind))
      AND (venue IS NULL OR list_contains(list_transform(t.venues, v -> lower(v)), lower(venue)))
    ORDER BY score DESC, told_at DESC, article_id LIMIT most
) AS best JOIN store.article AS a USING (article_id)
ORDER BY best.score DESC, best.told_at DESC, article_id;

COMMENT ON MACRO TABLE main.search IS 'FROM search(''words'', since := ''2026-01-01'', kind := ''award'', venue := ''ACL'', most := 40): articles that hold every word, in Chinese or English, the best first; there are no operators';
COMMENT ON MACRO main.searchable IS 'text as it is searched: small letters, simplified characters, words apart';
COMMENT ON MACRO main.search_pieces IS 'what search looks for';
