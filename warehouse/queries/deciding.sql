-- mentions_in
-- The mentions of an event, the smallest id first.
SELECT mention_id FROM mention WHERE event_id = $event ORDER BY mention_id;

-- event_with
-- The event of a mention.
SELECT event_id FROM mention WHERE mention_id = $mention;

-- deliveries_of
SELECT * FROM delivery WHERE event_id = $event ORDER BY channel, revision;

-- merges_of
-- The decisions by which the mentions of an event were made one, the latest first, with one mention of each part.
SELECT "key", list(DISTINCT mention_id ORDER BY mention_id) AS mentions
FROM decision WHERE kind = 'merge' AND "key" IN (
    SELECT d."key" FROM decision AS d JOIN mention AS m USING (mention_id) WHERE d.kind = 'merge' AND m.event_id = $event
)
GROUP BY "key" ORDER BY max(decided_at) DESC, "key";

-- add_merged_deliveries
-- Those of a merge that was undone and is made again are new.
INSERT INTO merged_delivery BY NAME FROM incoming_merged_delivery AS i
ANTI JOIN merged_delivery AS m ON m."key" = i."key" AND m.mention_id = i.mention_id AND m.channel = i.channel AND m.revision = i.revision;

-- merged_deliveries
SELECT * FROM merged_delivery WHERE "key" = $key ORDER BY mention_id, channel, revision;

-- drop_decisions
DELETE FROM decision WHERE "key" = $key;

-- drop_deliveries_of
DELETE FROM delivery WHERE list_contains($events::JSON::VARCHAR[], event_id);

-- add_deliveries
INSERT INTO delivery BY NAME FROM incoming_delivery;

-- forget_merge
-- That events were one, and that parting them again took some for others.
DELETE FROM event_merge WHERE shared_key = $key OR (merged_at = $now AND list_contains($events::JSON::VARCHAR[], event_id));

-- forget_merged_deliveries
DELETE FROM merged_delivery WHERE "key" = $key;

-- drop_verdicts
DELETE FROM verdict WHERE list_contains($mentions::JSON::VARCHAR[], mention_id);

-- add_verdicts
INSERT INTO verdict SELECT * FROM incoming_verdict;

-- withdraw_deliveries
-- Whoever still waits for an event that is wrong is not told of it.
UPDATE delivery SET status = 'dropped', error = $error WHERE event_id = $event AND status IN ('pending', 'failed');

-- return_deliveries
-- An event that is right after all is told to those who waited for it.
UPDATE delivery SET status = 'pending', error = NULL WHERE event_id = $event AND status = 'dropped' AND error = $error;
