// node peer.mjs SHAPE OUT FILE...: the same renderings by sharp. SHAPE is `naive` (a pipeline an output, each decoding
// the original) or `single` (one decode to the view's size, the rest from that). Prints rows like bench_photos ours.
import { createRequire } from 'node:module';
import { writeFileSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const sharp = require('sharp');
const { rgbaToThumbHash } = await import(join(process.cwd(), 'node_modules/thumbhash/thumbhash.js'));
const [shape, out, ...files] = process.argv.slice(2);
sharp.concurrency(1);
sharp.cache(false);
mkdirSync(out, { recursive: true });

const inside = (size) => ({ width: size, height: size, fit: 'inside', withoutEnlargement: true });
const hashOf = async (pipeline) => {
    const { data, info } = await pipeline.resize(inside(100)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return rgbaToThumbHash(info.width, info.height, data);
};
const makers = {
    async naive(bytes) {
        const view = await sharp(bytes).rotate().resize(inside(2048)).webp({ quality: 80 }).toBuffer();
        const thumb = await sharp(bytes).rotate().resize({ width: 400, withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();
        await hashOf(sharp(bytes).rotate());
        return { view, thumb };
    },
    async single(bytes) {
        const { data, info } = await sharp(bytes).rotate().resize(inside(2048)).toColourspace('srgb').raw()
            .toBuffer({ resolveWithObject: true });
        const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
        const view = await sharp(data, raw).webp({ quality: 80 }).toBuffer();
        const small = await sharp(data, raw).resize({ width: 400, withoutEnlargement: true }).raw().toBuffer({ resolveWithObject: true });
        const smallRaw = { raw: { width: small.info.width, height: small.info.height, channels: small.info.channels } };
        const thumb = await sharp(small.data, smallRaw).jpeg({ quality: 80 }).toBuffer();
        await hashOf(sharp(small.data, smallRaw));
        return { view, thumb };
    },
};

const rows = [];
const warm = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#888' } }).jpeg().toBuffer();
await makers[shape](warm);
for (const file of files) {
    const bytes = await readFile(file);
    const before = process.cpuUsage();
    const row = { file: basename(file), ok: true };
    try {
        const made = await makers[shape](bytes);
        for (const [kind, rendering] of Object.entries(made)) {
            row[kind] = rendering.length;
            writeFileSync(join(out, `${row.file}.${kind}`), rendering);
        }
    } catch (error) {
        row.ok = false;
    }
    const used = process.cpuUsage(before);
    row.cpu = (used.user + used.system) / 1e6;
    row.peak_mib = Math.round(process.resourceUsage().maxRSS / 1024);
    rows.push(row);
}
console.log(JSON.stringify(rows));
