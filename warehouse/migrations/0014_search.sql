-- What articles are found by: title, what is told of them and beginning, in one spelling (parsers/searching.py).
CREATE TABLE article_search (article_id VARCHAR, held VARCHAR);
