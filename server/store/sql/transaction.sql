-- What the writer and the readers put around their work.

-- name: begin_write
BEGIN IMMEDIATE;

-- name: begin_read
BEGIN;

-- name: commit
COMMIT;

-- name: roll_back
ROLLBACK;

-- name: savepoint
SAVEPOINT job;

-- name: release
RELEASE job;

-- name: roll_back_job
ROLLBACK TO job;

-- name: checkpoint
PRAGMA wal_checkpoint(PASSIVE);
