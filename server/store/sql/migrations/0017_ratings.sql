-- rating: stars, 1 to 5, 0 for none. rating_edited: 1 once the owner has said so; what the file says counts no more.
ALTER TABLE photos ADD COLUMN rating INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN rating_edited INTEGER NOT NULL DEFAULT 0;
CREATE INDEX photos_rated ON photos (owner, rating, taken_local DESC, id DESC) WHERE rating <> 0 AND shelf = 0;
