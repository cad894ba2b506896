-- Whom the program of an API key calls the client that a session is for.
ALTER TABLE sessions ADD COLUMN client_id TEXT;
