-- What a delivery of a revised event says otherwise than what its channel was told before.
ALTER TABLE delivery ADD COLUMN IF NOT EXISTS changes STRUCT(field VARCHAR, was VARCHAR[], "now" VARCHAR[])[];
ALTER TABLE merged_delivery ADD COLUMN IF NOT EXISTS changes STRUCT(field VARCHAR, was VARCHAR[], "now" VARCHAR[])[];
