-- The parts of a ticket are added up when another one is begun.
CREATE INDEX uploads_parts ON uploads (part_of, stage, size) WHERE part_of IS NOT NULL;

-- The key that a message was scheduled with: it goes out only while the key still may.
ALTER TABLE plans ADD COLUMN key_name TEXT NOT NULL DEFAULT '';
