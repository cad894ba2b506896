// node drive.mjs BENCH_PHOTOS OUT PEERS SAMPLES PAIRS: interleaved runs, medians of pairwise ratios with their 90 %
// interval; a table on standard output, rows in OUT/photos.json.
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const [program, out, peers, samples, pairCount] = process.argv.slice(2);
const pairs = Number(pairCount);
const here = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(samples).filter((name) => name.includes('.')).sort();
const paths = files.map((name) => resolve(samples, name));
const json = (command, args, options = {}) =>
    JSON.parse(execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options }));
const work = resolve(out, 'photos');
const runs = {
    ours: () => json(program, ['ours', '4', join(work, 'ours'), ...paths]),
    'ours, effort 2': () => json(program, ['ours', '2', join(work, 'ours2'), ...paths]),
    'sharp, naive': () => json('node', [join(here, 'peer.mjs'), 'naive', join(work, 'naive'), ...paths], { cwd: peers }),
    'sharp, single': () => json('node', [join(here, 'peer.mjs'), 'single', join(work, 'single'), ...paths], { cwd: peers }),
};

const seen = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
for (let i = 0; i < pairs; ++i) {
    for (const [name, run] of Object.entries(runs)) seen[name].push(run());
    process.stderr.write(`round ${i + 1} of ${pairs}\n`);
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, q) => sorted(values)[Math.min(values.length - 1, Math.floor(q * values.length))];
const column = (name, file, key) => seen[name].map((rows) => rows.find((row) => row.file === file)[key]);
const ratio = (file, peer) => {
    const mine = column('ours', file, 'cpu');
    const other = column(peer, file, 'cpu');
    return mine.map((value, i) => value / other[i]);
};
const text = (value, width, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '-').padStart(width);
const similarity = (file, folder, kind) => {
    try {
        return Number(execFileSync(program, ['quality', join(samples, file), join(work, folder, `${file}.${kind}`)], { encoding: 'utf8' }));
    } catch {
        return NaN;
    }
};

// What is wanted of a file, as the most that a column may be.
const camera = (name) => /^j(12|24|48)/.test(name);
const wantedOf = (name) => ({
    ...(name.startsWith('j12') && { ratio_to_sharp_naive: 0.6 }),
    ...(name.startsWith('j24') && { ratio_to_sharp_naive: 0.45 }),
    ...(camera(name) && { ratio_to_sharp_single: 0.7, ratio_to_floor: 1.15, view_bytes_ratio: 1.03, thumb_bytes_ratio: 1.03 }),
    ...(name.startsWith('p') && name.endsWith('.jpg') && { ratio_to_sharp_single: 0.75 }),
    ...(/^(j12|j24-a|j24-444|p12|p24)/.test(name) && { peak_mib: 120 }),
    ...(/^j24-progressive/.test(name) && { peak_mib: 120 + (24e6 * 3) / 2 ** 20 }), // 3 bytes a pixel more
    ...(name.endsWith('.png') && { ratio_to_sharp_single: 1.3 }),
    ...(name.endsWith('.webp') && { ratio_to_sharp_single: 1.0 }),
    ...(name.endsWith('.heic') && { value: 1.1 }),
});

const rows = [];
console.log('file                    cpu s  x naive [90 %]       x single [90 %]      x floor  peak MiB  view bytes  SSIM dB  thumb bytes SSIM dB  (bytes as a share of, SSIM minus sharp naive)');
for (const file of files) {
    const cpu = quantile(column('ours', file, 'cpu'), 0.5);
    const row = { work: `photo ${file}`, value: cpu, unit: 'CPU s', spread: [quantile(column('ours', file, 'cpu'), 0.05), quantile(column('ours', file, 'cpu'), 0.95)] };
    const sharpWorks = column('sharp, naive', file, 'ok').every(Boolean);
    for (const [key, peer] of [['ratio_to_sharp_naive', 'sharp, naive'], ['ratio_to_sharp_single', 'sharp, single']]) {
        const ratios = sharpWorks ? ratio(file, peer) : [NaN];
        row[key] = quantile(ratios, 0.5);
        row[`${key}_90`] = [quantile(ratios, 0.05), quantile(ratios, 0.95)];
    }
    row.cpu_effort_2 = quantile(column('ours, effort 2', file, 'cpu'), 0.5);
    const floor = file.endsWith('.jpg') ? Number(execFileSync(program, ['floor', join(samples, file)], { encoding: 'utf8' })) : NaN;
    row.ratio_to_floor = cpu / floor;
    row.peak_mib = Math.max(...column('ours', file, 'peak_mib'));
    for (const kind of ['view', 'thumb']) {
        row[`${kind}_bytes`] = column('ours', file, kind)[0];
        row[`${kind}_bytes_ratio`] = sharpWorks ? row[`${kind}_bytes`] / column('sharp, naive', file, kind)[0] : NaN;
        row[`${kind}_ssim_db`] = similarity(file, 'ours', kind);
        row[`${kind}_ssim_minus_sharp`] = row[`${kind}_ssim_db`] - (sharpWorks ? similarity(file, 'naive', kind) : NaN);
    }
    row.wanted = Object.fromEntries(Object.entries(wantedOf(file)).map(([key, most]) => [key, `<= ${most}`]));
    row.commit = process.env.PARLOR_COMMIT;
    rows.push(row);
    const span = (key) => `${text(row[key], 5)} [${text(row[`${key}_90`][0], 4)} ${text(row[`${key}_90`][1], 4)}]`;
    console.log(`${file.padEnd(22)} ${text(cpu, 6, 3)}  ${span('ratio_to_sharp_naive')}    ${span('ratio_to_sharp_single')}    ${text(row.ratio_to_floor, 5)}   ${text(row.peak_mib, 6, 0)}    ${text(row.view_bytes_ratio, 7, 3)}   ${text(row.view_ssim_minus_sharp, 6)}     ${text(row.thumb_bytes_ratio, 7, 3)}  ${text(row.thumb_ssim_minus_sharp, 6)}`);
}
for (const row of rows) {
    for (const [key, most] of Object.entries(wantedOf(row.work.replace('photo ', '')))) {
        // A ratio is reached when the worse end of its interval is.
        const value = row[`${key}_90`]?.[1] ?? row[key];
        if (Number.isFinite(value)) console.log(`${row.work.padEnd(30)} ${key.padEnd(22)} ${value.toFixed(3)} (wanted <= ${most})${value <= most ? '' : ' MISSED'}`);
    }
}
writeFileSync(join(out, 'photos.json'), JSON.stringify({ bench: 'photos', commit: process.env.PARLOR_COMMIT, pairs, rows }, null, 2) + '\n');
