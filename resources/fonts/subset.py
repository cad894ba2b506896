#!/usr/bin/env python3
"""Makes the three cuts from the web fonts of the npm package inter-ui (python3-fonttools, python3-brotli):
    python3 resources/fonts/subset.py node_modules/inter-ui/web
Latin, Greek and Cyrillic; emoji are left to the emoji font."""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [(0x20, 0x24F), (0x2B0, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x20CF), (0x2100, 0x22FF), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD)]
source, target = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
for cut, weight in (("Regular", 400), ("Medium", 500), ("SemiBold", 600)):
    options = subset.Options()
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk", "calt"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    font = TTFont(source / f"Inter-{cut}.woff2")
    font.flavor = None
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    names = font["name"]
    for record in list(names.names):
        # One family with three styles, so that every system finds the cuts by weight.
        if record.nameID in (1, 16):
            names.setName("Inter", record.nameID, record.platformID, record.platEncID, record.langID)
        if record.nameID in (2, 17):
            names.setName(cut, record.nameID, record.platformID, record.platEncID, record.langID)
    font["OS/2"].usWeightClass = weight
    font.save(target / f"Inter-{cut}.ttf")
