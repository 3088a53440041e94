-- One form of a person's name whatever its script, and the institutions that the lexicon knows by both names.
ALTER TABLE mention ADD COLUMN person_keys VARCHAR[];
ALTER TABLE mention ADD COLUMN known_institutions STRUCT(printed VARCHAR, "key" VARCHAR, en VARCHAR, zh VARCHAR, country VARCHAR)[];
ALTER TABLE event ADD COLUMN person_keys VARCHAR[];
ALTER TABLE event ADD COLUMN known_institutions STRUCT(printed VARCHAR, "key" VARCHAR, en VARCHAR, zh VARCHAR, country VARCHAR)[];
