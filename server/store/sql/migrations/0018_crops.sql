-- What of a picture its owner shows, in ten-thousandths of its sides as they lie upright.
ALTER TABLE photos ADD COLUMN crop_x INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN crop_y INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN crop_width INTEGER NOT NULL DEFAULT 10000;
ALTER TABLE photos ADD COLUMN crop_height INTEGER NOT NULL DEFAULT 10000;
