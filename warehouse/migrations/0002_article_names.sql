-- Names and numbers of each article, by which articles that tell one story are found.
CREATE TABLE article_name (article_id VARCHAR, "name" VARCHAR, weight DOUBLE);

-- Articles that tell one story, each pair once, with the weight of what they share.
CREATE TABLE article_likeness (article_id VARCHAR, other_id VARCHAR, shared DOUBLE);
