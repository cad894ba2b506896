-- A session has thousands of used tokens, and those that are not used yet are looked for at each renewal.
CREATE INDEX refresh_tokens_unused ON refresh_tokens (session) WHERE used_at IS NULL;
