-- Bodies compressed: as they stood they took more than their own bytes.
CREATE TABLE article_body (article_id VARCHAR, "text" VARCHAR USING COMPRESSION zstd);
INSERT INTO article_body FROM article_text;
DROP TABLE article_text;
ALTER TABLE article_body RENAME TO article_text;
-- Bodies that were let go, since nothing is told in them and they are older than is kept: how many, a row a time.
CREATE TABLE letting_go (let_go_at TIMESTAMPTZ, stored_before TIMESTAMPTZ, articles BIGINT, bytes BIGINT);
