-- How long a delivery has failed decides when it is given up, and not how often it was tried.
ALTER TABLE delivery ADD COLUMN first_failed_at TIMESTAMPTZ;
ALTER TABLE notice_delivery ADD COLUMN next_attempt_at TIMESTAMPTZ;
