-- forget_interrupted
-- A delivery that was being sent when its process died: nobody knows whether it arrived.
UPDATE delivery SET status = 'unknown', error = 'the process ended while sending'
WHERE status = 'sending' AND channel = $channel RETURNING event_id;

-- mark_sending
UPDATE delivery SET status = 'sending', attempts = attempts + 1, digest_id = $digest
WHERE channel = $channel AND list_contains($events::JSON::VARCHAR[], event_id) AND status IN ('pending', 'failed');

-- add_digest
INSERT INTO digest SELECT * FROM incoming_digest;

-- mark_sent
UPDATE delivery SET status = 'sent', sent_at = $now, error = NULL WHERE digest_id = $digest AND status = 'sending';

-- mark_failed
-- Kept for the next run; given up after so many attempts, and then shown as failed for good.
UPDATE delivery
SET status = CASE WHEN attempts >= $max_attempts THEN 'given up' ELSE 'failed' END,
    error = $error, next_attempt_at = $retry_at
WHERE digest_id = $digest AND status = 'sending';

-- settle_digest
UPDATE digest SET status = $status WHERE digest_id = $digest;

-- promise_notices
-- Each notice once to each channel that asks for them.
INSERT INTO notice_delivery
FROM (
    SELECT i.notice_id, unnest($channels::JSON::VARCHAR[]) AS channel, i.noticed_at, 'pending', 0, NULL, NULL
    FROM incoming_notice AS i
) AS p ANTI JOIN notice_delivery USING (notice_id, channel) RETURNING notice_id;

-- pending_notices
SELECT n.* FROM notice_delivery AS d JOIN notice AS n USING (notice_id)
WHERE d.channel = $channel AND d.status IN ('pending', 'failed') AND d.attempts < $max_attempts
ORDER BY n.noticed_at, n.source, n.notice_id;

-- forget_interrupted_notices
UPDATE notice_delivery SET status = 'unknown', error = 'the process ended while sending'
WHERE status = 'sending' AND channel = $channel RETURNING notice_id;

-- mark_notices
UPDATE notice_delivery
SET status = $status, attempts = attempts + CASE WHEN $status = 'sending' THEN 1 ELSE 0 END,
    sent_at = $now, error = $error
WHERE channel = $channel AND list_contains($notices::JSON::VARCHAR[], notice_id);
