-- version: the other one of an edited pair, 0 for none: of the edited photo its original version, and back.
ALTER TABLE photos ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- Of an upload that comes whole or not at all: after a restart nobody goes on with it.
ALTER TABLE uploads ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
