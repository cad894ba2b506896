#!/usr/bin/env python3
"""Fan-out: NetServer against a bare epoll loop and npm `ws`, in turn, in the same minutes.

run.py [--bin build/release/bin] [--out build/bench] [--rounds 5] [--quick]
Prints ratios beside the targets and writes OUT/fanout.json. Never decides pass or fail.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(os.path.dirname(here)))
WS = '8.23.0'


def install_peer(folder):
    """The peer is pinned and lives in the build folder; without npm its rows are left out."""
    if os.path.exists(os.path.join(folder, 'node_modules', 'ws')):
        return True
    os.makedirs(folder, exist_ok=True)
    try:
        return subprocess.run(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, 'ws@' + WS],
                              check=False).returncode == 0
    except OSError:
        return False


class Server:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def measure(binaries, command, dialect, options):
    with Server(command) as server:
        arguments = [os.path.join(binaries, 'bench_fanout_load'), '--ports', str(server.port), '--pids', str(server.process.pid),
                     '--dialect', dialect]
        for name, value in options.items():
            arguments += ['--' + name, str(value)]
        out = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', default=os.path.join(root, 'build', 'release', 'bin'))
    parser.add_argument('--out', default=os.path.join(root, 'build', 'bench'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    binaries = given.bin
    peers = os.path.join(os.path.abspath(given.out), 'peers')
    threads = min(2, os.cpu_count() or 1)

    servers = {
        'epoll': ([os.path.join(binaries, 'bench_fanout_yardstick'), str(threads)], 'plain'),
        'parlor': ([os.path.join(binaries, 'bench_fanout_host'), str(threads)], 'parlor'),
    }
    if install_peer(peers):
        servers['ws'] = (['node', os.path.join(here, 'peer-ws.mjs'), peers], 'plain')

    seconds = 2 if given.quick else 5
    sizes = [1000, 10000] if given.quick else [1000, 2000, 10000, 19000]
    works = {}
    for size in sizes:
        works[f'one in flight, {size} members'] = ('cpu_s_per_million', 'CPU s per million deliveries',
                                                   {'subscribers': size, 'window': 1, 'seconds': seconds},
                                                   {'epoll': 1.15, 'ws': 0.75})
    works['eight in flight, 10000 members'] = ('cpu_s_per_million', 'CPU s per million deliveries',
                                               {'subscribers': 10000, 'window': 8, 'seconds': seconds}, {'ws': 0.25})
    works['40 messages/s, 10000 members'] = ('cpu_s_per_million', 'CPU s per million deliveries',
                                             {'subscribers': 10000, 'rate': 40, 'seconds': seconds}, {'ws': 0.25})
    for idle in (100, 15000):
        works[f'10 members among {idle} idle'] = ('cpu_us_per_message', 'CPU us per message',
                                                  {'subscribers': 10, 'idle': idle, 'window': 1, 'seconds': seconds}, {})

    rows = []
    for work, (field, unit, options, targets) in works.items():
        if given.only and given.only not in work:
            continue
        runs = {name: [] for name in servers}
        for _ in range(given.rounds):
            for name, (command, dialect) in servers.items():
                try:
                    runs[name].append(measure(binaries, command, dialect, options))
                except (subprocess.CalledProcessError, ValueError) as error:
                    print(f'{work}, {name}: {error}', file=sys.stderr)
        values = {name: [run[field] for run in all_runs] for name, all_runs in runs.items()}
        if not values['parlor']:
            continue
        row = {
            'work': work, 'value': statistics.median(values['parlor']), 'unit': unit,
            'spread': [min(values['parlor']), max(values['parlor'])],
            'order_faults': sum(run['faults'] for run in runs['parlor']),
            'failed_connections': sum(run['failed'] for run in runs['parlor']),
            'p50_ms': statistics.median(run['p50_ms'] for run in runs['parlor']),
            'p99_ms': statistics.median(run['p99_ms'] for run in runs['parlor']),
            'rss_kb_per_connection': statistics.median(run['rss_kb_per_connection'] for run in runs['parlor']),
        }
        line = f"{work:34} {row['value']:9.2f} {unit}  p50/p99 {row['p50_ms']:.0f}/{row['p99_ms']:.0f} ms" \
               f"  {row['rss_kb_per_connection']:.2f} KB a connection  faults {row['order_faults']}"
        for peer in servers:
            if peer == 'parlor' or not values[peer]:
                continue
            pairs = [a / b for a, b in zip(values['parlor'], values[peer]) if b > 0]
            if not pairs:
                continue
            row['ratio_to_' + peer] = statistics.median(pairs)
            row['ratios_to_' + peer] = [round(pair, 3) for pair in sorted(pairs)]
            goal = f" (goal {targets[peer]})" if peer in targets else ''
            line += f"  {row['ratio_to_' + peer]:.2f} x {peer}{goal}"
        rows.append(row)
        print(line, flush=True)

    commit = subprocess.run(['git', '-C', root, 'rev-parse', '--short', 'HEAD'], stdout=subprocess.PIPE, text=True,
                            check=False).stdout.strip()
    out = os.path.join(given.out, 'fanout.json')
    os.makedirs(os.path.dirname(out), exist_ok=True)
    with open(out, 'w', encoding='utf-8') as file:
        json.dump({'bench': 'fanout', 'commit': commit, 'rounds': given.rounds, 'rows': rows}, file, indent=1)
    print(out)


if __name__ == '__main__':
    main()
