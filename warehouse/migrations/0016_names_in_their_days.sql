-- Names beside the day of their article: only those of the days around are compared.
CREATE TABLE article_names_dated AS
SELECT n.article_id, n."names", n.weights, a.published_at
FROM article_names AS n LEFT JOIN article AS a USING (article_id) ORDER BY a.first_seen_at;
DROP TABLE article_names;
ALTER TABLE article_names_dated RENAME TO article_names;
