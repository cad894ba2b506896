-- What roles may do in one channel other than everywhere, as on the wire; NULL: nothing.
ALTER TABLE channels ADD COLUMN rights TEXT;
-- The session of the person that a session of their own key came from: it ends with it.
ALTER TABLE sessions ADD COLUMN parent INTEGER;
CREATE INDEX sessions_parent ON sessions (parent) WHERE parent IS NOT NULL;
CREATE INDEX sessions_client ON sessions (key_name, client_id) WHERE key_name IS NOT NULL AND revoked_at IS NULL;
