-- The names of each article, by which others that tell its story are found: a row an article, the weightiest first.
CREATE TABLE article_names (article_id VARCHAR, "names" VARCHAR[], weights INTEGER[]);
INSERT INTO article_names
SELECT article_id, list("name" ORDER BY weight DESC, "name"), list(CAST(round(60 * weight) AS INTEGER) ORDER BY weight DESC, "name")
FROM article_name GROUP BY article_id;
DROP TABLE article_name;
-- Articles that have not been compared with the others yet: a run compares those of several waves at once.
CREATE TABLE article_uncompared (article_id VARCHAR);
