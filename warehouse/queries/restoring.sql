-- carry_deliveries
-- What the other file promised and the restored one does not know.
INSERT INTO fresh.delivery BY NAME
SELECT o.* FROM other.delivery AS o ANTI JOIN fresh.delivery AS f USING (event_id, revision, channel)
WHERE o.status IN ('sent', 'unknown', 'sending', 'dropped');

-- settle_carried
-- What the restored file holds as pending, and the other one as settled, is settled.
UPDATE fresh.delivery SET status = o.status, sent_at = o.sent_at, digest_id = o.digest_id, error = o.error
FROM other.delivery AS o
WHERE delivery.event_id = o.event_id AND delivery.revision = o.revision AND delivery.channel = o.channel
  AND o.status IN ('sent', 'unknown', 'sending', 'dropped') AND delivery.status IN ('pending', 'failed', 'given up');

-- carry_least
-- The same where a block of the other file is damaged that only tells more of them.
INSERT INTO fresh.delivery BY NAME
SELECT o.event_id, o.revision, o.channel, o.status, 1 AS attempts
FROM other.delivery AS o ANTI JOIN fresh.delivery AS f USING (event_id, revision, channel)
WHERE o.status IN ('sent', 'unknown', 'sending', 'dropped');

-- settle_least
UPDATE fresh.delivery SET status = o.status
FROM other.delivery AS o
WHERE delivery.event_id = o.event_id AND delivery.revision = o.revision AND delivery.channel = o.channel
  AND o.status IN ('sent', 'unknown', 'sending', 'dropped') AND delivery.status IN ('pending', 'failed', 'given up');

-- carry_notices
INSERT INTO fresh.notice_delivery BY NAME
SELECT o.* FROM other.notice_delivery AS o ANTI JOIN fresh.notice_delivery AS f USING (notice_id, channel)
WHERE o.status IN ('sent', 'unknown', 'sending');

-- carry_digest
INSERT INTO fresh.digest BY NAME SELECT o.* FROM other.digest AS o ANTI JOIN fresh.digest AS f USING (digest_id);

-- carry_decision
INSERT INTO fresh.decision BY NAME SELECT o.* FROM other.decision AS o ANTI JOIN fresh.decision AS f USING (decision_id);

-- carry_event_merge
INSERT INTO fresh.event_merge BY NAME
SELECT o.* FROM other.event_merge AS o ANTI JOIN fresh.event_merge AS f USING (old_event_id, event_id);
