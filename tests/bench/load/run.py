#!/usr/bin/env python3
"""A whole parlord under parlor-load, against a bare epoll loop, npm `ws` and the bare group-commit loop, in turn.

run.py [--bin build/release/bin] [--out build/bench] [--rounds 5] [--quick] [--only WORD]
Prints ratios beside the targets and writes OUT/load.json. Never decides pass or fail.
"""
import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(os.path.dirname(here)))
sys.path.insert(0, os.path.join(os.path.dirname(here), 'fanout'))
import run as fanout  # noqa: E402  the peers and how they are measured

FRAME = 400  # bytes of an event frame that carries a message of 200 characters


class Parlord:
    """A server on a directory of its own, one for each measurement."""

    def __init__(self, binaries):
        self.binaries = binaries
        self.directory = tempfile.mkdtemp(prefix='parlor-bench-')

    def __enter__(self):
        data = os.path.join(self.directory, 'data')
        self.process = subprocess.Popen([os.path.join(self.binaries, 'parlord'), 'serve', '--data', data, '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.process.stdout.readline()
        self.data = data
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def load(self, *arguments):
        out = subprocess.run([os.path.join(self.binaries, 'parlor-load'), *map(str, arguments), '--data', self.data, '--json'],
                             stdout=subprocess.PIPE, text=True, check=True).stdout
        return json.loads(out)


def measure_load(binaries, *arguments):
    with Parlord(binaries) as server:
        return server.load(*arguments)


def one_in_turn(rounds, runners):
    """Each runner once a round; a failed run leaves its round out."""
    rows = []
    for _ in range(rounds):
        row = {}
        for name, runner in runners.items():
            try:
                row[name] = runner()
            except (subprocess.CalledProcessError, ValueError, OSError) as error:
                print(f'{name}: {error}', file=sys.stderr)
        rows.append(row)
    return rows


def ratios(rows, peer, value, other):
    return [value(row['parlor']) / other(row[peer]) for row in rows if 'parlor' in row and peer in row and other(row[peer]) > 0]


def interval(values):
    """The 90 % interval of the median, by order statistics: ranks that hold it with that probability."""
    values, n = sorted(values), len(values)
    below, k = 0.0, 0
    while below + math.comb(n, k) / 2 ** n <= 0.05:
        below += math.comb(n, k) / 2 ** n
        k += 1
    k = max(k, 1)
    return [values[k - 1], values[n - k]]


def sync_ms(folder, times=200):
    """What the disk takes for one small write that is durable; median."""
    taken = []
    with open(os.path.join(folder, 'sync'), 'wb') as file:
        for _ in range(times):
            file.write(b'x' * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def private_mb(pid):
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith('Pss:'))


def spread(values):
    return [min(values), max(values)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', default=os.path.join(root, 'build', 'release', 'bin'))
    parser.add_argument('--out', default=os.path.join(root, 'build', 'bench'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    peers_folder = os.path.join(os.path.abspath(given.out), 'peers')
    threads = min(2, os.cpu_count() or 1)
    peers = {'epoll': [os.path.join(given.bin, 'bench_fanout_yardstick'), str(threads)]}
    if fanout.install_peer(peers_folder):
        peers['ws'] = ['node', os.path.join(os.path.dirname(here), 'fanout', 'peer-ws.mjs'), peers_folder]
    seconds = 2 if given.quick else 5
    result = []

    def wanted(work):
        return given.only in work

    def report(row, line):
        result.append(row)
        print(line, flush=True)

    for members in (1000, 10000):
        for window in (1, 8):
            work = f'{members} members, {window} in flight'
            if not wanted(work):
                continue
            messages = (200 if members == 1000 else 40) * (1 if given.quick else 2) * (1 if window == 1 else 3)
            runners = {'parlor': lambda: measure_load(given.bin, 'fanout', '--connections', members, '--messages', messages,
                                                      '--in-flight', window)}
            for name, command in peers.items():
                runners[name] = lambda command=command: fanout.measure(
                    given.bin, command, 'plain', {'subscribers': members, 'window': window, 'seconds': seconds, 'size': FRAME})
            rows = one_in_turn(given.rounds, runners)
            own = [row['parlor'] for row in rows if 'parlor' in row]
            if not own:
                continue
            cpu = [run['server_cpu_s_per_million'] for run in own]
            row = {'work': work, 'value': statistics.median(cpu), 'unit': 'CPU s per million deliveries', 'spread': spread(cpu)}
            for field in ('deliveries_per_s', 'p50_ms', 'p99_ms', 'server_bytes_per_connection', 'connect_s', 'connect_cpu_s'):
                row[field] = statistics.median(run[field] for run in own)
            row['faults'] = sum(run['lost'] + run['doubled'] + run['out_of_order'] for run in own)
            line = f"{work:28} {row['value']:7.2f} CPU s/M  {row['deliveries_per_s']:8.0f}/s  p50/p99 {row['p50_ms']:.0f}/{row['p99_ms']:.0f} ms" \
                   f"  {row['server_bytes_per_connection']:.0f} B a connection  faults {row['faults']:.0f}"
            targets = {'epoll': 1.15, 'ws': 0.75} if window == 1 else {'ws': 0.25}
            for peer in peers:
                pairs = ratios(rows, peer, lambda run: run['server_cpu_s_per_million'], lambda run: run['cpu_s_per_million'])
                if pairs:
                    row['ratio_to_' + peer] = statistics.median(pairs)
                    row['interval_to_' + peer] = interval(pairs)
                    row['ratios_to_' + peer] = [round(pair, 3) for pair in sorted(pairs)]
                    goal = f' (goal {targets[peer]})' if peer in targets else ''
                    line += f"  {row['ratio_to_' + peer]:.2f} x {peer}{goal}"
            report(row, line)

    def loop_rate():
        out = os.path.join(tempfile.gettempdir(), f'parlor-loop-{os.getpid()}.json')
        subprocess.run([os.path.join(given.bin, 'bench_publish'), '1', out], stdout=subprocess.DEVNULL, check=True)
        with open(out, encoding='utf-8') as file:
            rows = json.load(file)
        os.remove(out)
        return {peer: next(row['value'] for row in rows if word in row['work'])
                for peer, word in (('loop', 'loop'), ('single', 'one commit'))}

    for publishers in (1, 8, 64):
        work = f'{publishers} publishers'
        if not wanted(work):
            continue
        runners = {'parlor': lambda: measure_load(given.bin, 'publish', '--publishers', publishers, '--seconds', seconds)}
        if publishers == 64:
            runners['loop'] = loop_rate
        rows = one_in_turn(given.rounds, runners)
        own = [row['parlor'] for row in rows if 'parlor' in row]
        if not own:
            continue
        rates = [run['acks_per_s'] for run in own]
        row = {'work': work, 'value': statistics.median(rates), 'unit': 'durable acknowledgements/s', 'spread': spread(rates)}
        for field in ('ack_p50_ms', 'ack_p99_ms', 'server_cpu_s_per_million'):
            row[field] = statistics.median(run[field] for run in own)
        line = f"{work:28} {row['value']:7.0f} acks/s  p50/p99 {row['ack_p50_ms']:.1f}/{row['ack_p99_ms']:.1f} ms (goal 6/25)"
        for peer, words, goal in (('loop', 'group-commit loop', 0.5), ('single', 'one commit a message', 8)):
            pairs = ratios(rows, 'loop', lambda run: run['acks_per_s'], lambda rates, peer=peer: rates[peer]) if publishers == 64 else []
            if pairs:
                row['ratio_to_' + peer] = statistics.median(pairs)
                row['interval_to_' + peer] = interval(pairs)
                line += f"  {row['ratio_to_' + peer]:.2f} x {words} (goal {goal})"
        report(row, line)

    def idle_delivery():
        with Parlord(given.bin) as server:
            run = server.load('fanout', '--connections', 2, '--messages', 300, '--in-flight', 1)
            return {**run, 'sync_ms': sync_ms(server.directory), 'pss_mb': private_mb(run['server_pid'])}

    if wanted('idle delivery'):
        own = [row['parlor'] for row in one_in_turn(given.rounds, {'parlor': idle_delivery}) if 'parlor' in row]
        beyond = {p: [run[p] - run['sync_ms'] for run in own] for p in ('p50_ms', 'p99_ms')}
        row = {'work': 'idle delivery', 'value': statistics.median(beyond['p50_ms']), 'unit': 'ms p50 beyond one fsync',
               'spread': spread(beyond['p50_ms']), 'p99_beyond_sync_ms': statistics.median(beyond['p99_ms']),
               'sync_ms': statistics.median(run['sync_ms'] for run in own), 'pss_mb': statistics.median(run['pss_mb'] for run in own)}
        report(row, f"{row['work']:28} p50/p99 {row['value']:.2f}/{row['p99_beyond_sync_ms']:.2f} ms beyond an fsync of {row['sync_ms']:.2f} ms"
                    f" (goal 1/5)  Pss {row['pss_mb']:.0f} MB (goal 40)")

    returning = 1000 if given.quick else 10000
    work = f'{returning} return, 50 missed'
    if wanted(work):
        own = [row['parlor'] for row in one_in_turn(given.rounds, {'parlor': lambda: measure_load(
            given.bin, 'resume', '--connections', returning, '--missed', 50)}) if 'parlor' in row]
        whole = [run['whole_s'] for run in own]
        row = {'work': work, 'value': statistics.median(whole), 'unit': 's until all have everything', 'spread': spread(whole),
               'live_s': statistics.median(run['live_s'] for run in own),
               'server_cpu_us_per_client': statistics.median(run['server_cpu_us_per_client'] for run in own),
               'faults': sum(run['lost'] + run['doubled'] + run['out_of_order'] for run in own)}
        report(row, f"{work:28} {row['value']:7.2f} s (goal 3)  live {row['live_s']:.2f} s  {row['server_cpu_us_per_client']:.0f} us CPU a client"
                    f"  faults {row['faults']:.0f}")

    commit = subprocess.run(['git', '-C', root, 'rev-parse', '--short', 'HEAD'], stdout=subprocess.PIPE, text=True,
                            check=False).stdout.strip()
    os.makedirs(given.out, exist_ok=True)
    out = os.path.join(given.out, 'load.json')
    with open(out, 'w', encoding='utf-8') as file:
        json.dump({'bench': 'load', 'commit': commit, 'rounds': given.rounds, 'rows': result}, file, indent=1)
    print(out)


if __name__ == '__main__':
    main()
