-- Halves of live photos find each other by the moment, too: a video seldom knows the clock on the wall.
CREATE INDEX photos_moment ON photos (owner, taken_at);
