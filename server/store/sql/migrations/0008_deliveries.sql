-- The highest serial that a device of the person has acknowledged; kept up in direct channels and small groups.
ALTER TABLE members ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
