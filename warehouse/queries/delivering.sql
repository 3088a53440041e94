-- forget_interrupted
-- A delivery that was being sent when its process died: nobody knows whether it arrived.
UPDATE delivery SET status = 'unknown', error = 'the process ended while sending'
WHERE status = 'sending' AND channel = $channel RETURNING event_id;

-- forget_interrupted_digests
UPDATE digest SET status = 'unknown' WHERE status = 'sending' AND channel = $channel RETURNING digest_id;

-- send_unknown_again
-- What may have arrived is sent once more, where that is asked for.
UPDATE delivery SET status = 'pending', next_attempt_at = $now
WHERE status = 'unknown' AND channel = $channel AND attempts < 2 RETURNING event_id;

-- mark_sending
UPDATE delivery SET status = 'sending', attempts = attempts + 1, digest_id = $digest
WHERE channel = $channel AND list_contains($events::JSON::VARCHAR[], event_id) AND status IN ('pending', 'failed');

-- add_digest
INSERT INTO digest SELECT * FROM incoming_digest;

-- mark_settled
UPDATE delivery SET status = $status, sent_at = $now, error = $error, first_failed_at = NULL
WHERE digest_id = $digest AND status = 'sending';

-- mark_failed
-- Kept for a later run; given up when it has failed for too long, and then shown as given up.
UPDATE delivery
SET status = CASE WHEN first_failed_at <= $give_up_before THEN 'given up' ELSE 'failed' END,
    error = $error, next_attempt_at = $retry_at, first_failed_at = coalesce(first_failed_at, $now)
WHERE digest_id = $digest AND status = 'sending';

-- given_up
SELECT event_id FROM delivery WHERE digest_id = $digest AND status = 'given up';

-- hold_up
-- Nothing could be tried: no attempt is counted.
UPDATE delivery SET error = $error
WHERE channel = $channel AND list_contains($events::JSON::VARCHAR[], event_id) AND status IN ('pending', 'failed');

-- count_deliveries
-- Told by their number alone, in a digest.
UPDATE delivery SET status = 'counted', digest_id = $digest, sent_at = $now, error = NULL, first_failed_at = NULL
WHERE channel = $channel AND list_contains($events::JSON::VARCHAR[], event_id) AND status IN ('pending', 'failed');

-- give_up
UPDATE delivery SET status = 'given up', error = $error
WHERE channel = $channel AND list_contains($events::JSON::VARCHAR[], event_id) AND status IN ('pending', 'failed');

-- settle_digest
UPDATE digest SET status = $status WHERE digest_id = $digest;

-- retry_deliveries
UPDATE delivery SET status = 'pending', attempts = 0, first_failed_at = NULL, next_attempt_at = $now, flood = false
WHERE ($channel IS NULL OR channel = $channel) AND list_contains($statuses::JSON::VARCHAR[], status)
  AND (len($events::JSON::VARCHAR[]) = 0 OR list_bool_or([starts_with(event_id, e) FOR e IN $events::JSON::VARCHAR[]]))
RETURNING event_id;

-- drop_deliveries
UPDATE delivery SET status = 'dropped', next_attempt_at = $now
WHERE ($channel IS NULL OR channel = $channel) AND list_contains($statuses::JSON::VARCHAR[], status)
  AND (len($events::JSON::VARCHAR[]) = 0 OR list_bool_or([starts_with(event_id, e) FOR e IN $events::JSON::VARCHAR[]]))
RETURNING event_id;

-- events_since
-- Events first seen since a moment, with what subscriptions ask of them.
SELECT e.event_id, e.revision, e.kind, e.category, e.venue, e.field, e.status, e.is_new, e.announce, e.confidence,
       e.award_name, e.work_title, e.subject, e.recipients, e.institutions, e.scope, v.known_institutions,
       e.first_seen_at, k.keys, r.sources, r.languages, r.texts
FROM events AS e JOIN event AS v USING (event_id)
LEFT JOIN (SELECT event_id, list("key") AS keys FROM event_key GROUP BY event_id) AS k USING (event_id)
LEFT JOIN (
    SELECT m.event_id, list(DISTINCT a.source) AS sources, list(DISTINCT a.language) AS languages,
           list(DISTINCT concat_ws(' | ', a.title, m.evidence, m.context)) AS texts
    FROM mention AS m JOIN article AS a USING (article_id) GROUP BY m.event_id
) AS r USING (event_id)
WHERE e.first_seen_at >= $since;

-- promise_past
-- Events to a channel that was never promised them, in any revision.
INSERT INTO delivery BY NAME
SELECT i.* REPLACE (e.revision AS revision)
FROM incoming_delivery AS i JOIN event AS e USING (event_id)
ANTI JOIN delivery AS d ON d.event_id = i.event_id AND d.channel = i.channel
RETURNING event_id;

-- channels_asked
SELECT channel, asks FROM channel_asked;

-- forget_asked
DELETE FROM channel_asked WHERE list_contains($channels::JSON::VARCHAR[], channel);

-- add_asked
INSERT INTO channel_asked SELECT * FROM incoming_channel_asked;

-- never_promised
-- Those of some events that a channel was never promised.
SELECT event_id FROM (SELECT unnest($events::JSON::VARCHAR[]) AS event_id)
ANTI JOIN (SELECT event_id FROM delivery WHERE channel = $channel) USING (event_id);

-- promise_notices
-- Each notice once to each channel that asks for them.
INSERT INTO notice_delivery
FROM (
    SELECT i.notice_id, unnest($channels::JSON::VARCHAR[]) AS channel, i.noticed_at, 'pending', 0, NULL, NULL, NULL
    FROM incoming_notice AS i
) AS p ANTI JOIN notice_delivery USING (notice_id, channel) RETURNING notice_id;

-- pending_notices
SELECT n.* FROM notice_delivery AS d JOIN notice AS n USING (notice_id)
WHERE d.channel = $channel AND d.status IN ('pending', 'failed') AND d.promised_at > $since
  AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= $now)
ORDER BY n.noticed_at, n.source, n.notice_id;

-- forget_interrupted_notices
UPDATE notice_delivery SET status = 'unknown', error = 'the process ended while sending'
WHERE status = 'sending' AND channel = $channel RETURNING notice_id;

-- mark_notices
UPDATE notice_delivery
SET status = $status, attempts = attempts + CASE WHEN $status = 'sending' THEN 1 ELSE 0 END,
    sent_at = $now, error = $error, next_attempt_at = $retry_at
WHERE channel = $channel AND list_contains($notices::JSON::VARCHAR[], notice_id);
