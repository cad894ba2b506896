#!/usr/bin/env python3
"""Fan-out: NetServer against a bare epoll loop, npm `ws` and nats-server's WebSocket, in turn, in the same minutes.

run.py [--bin build/release/bin] [--out build/bench] [--rounds 5] [--quick] [--only WORD]
Prints ratios beside the targets and writes OUT/fanout.json. Never decides pass or fail.
"""
import argparse
import os
import statistics
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(here), here]
from common.figures import Figures, root  # noqa: E402
from peers import Peers  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', default=os.path.join(root, 'build', 'release', 'bin'))
    parser.add_argument('--out', default=os.path.join(root, 'build', 'bench'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    peers = Peers(given.bin, given.out, min(2, os.cpu_count() or 1))

    seconds = 2 if given.quick else 5
    sizes = [1000, 10000] if given.quick else [1000, 2000, 10000, 19000]
    each, a_message = ('cpu_s_per_million', 'CPU s per million deliveries'), ('cpu_us_per_message', 'CPU us per message')
    works = {f'one in flight, {size} members': (each, {'subscribers': size, 'window': 1, 'seconds': seconds}, {'epoll': '<= 1.15', 'ws': '<= 0.75'})
             for size in sizes}
    works['eight in flight, 10000 members'] = (each, {'subscribers': 10000, 'window': 8, 'seconds': seconds}, {'ws': '<= 0.25'})
    works['40 messages/s, 10000 members'] = (each, {'subscribers': 10000, 'rate': 40, 'seconds': seconds}, {'ws': '<= 0.25'})
    for idle in (100, 15000):
        works[f'10 members among {idle} idle'] = (a_message, {'subscribers': 10, 'idle': idle, 'window': 1, 'seconds': seconds}, {})

    figures = Figures('fanout', given.out, rounds=given.rounds)
    for work, ((field, unit), options, wanted) in works.items():
        if given.only not in work:
            continue
        rounds = []
        for _ in range(given.rounds):
            row = {}
            for name in ['host', *peers.names()]:
                try:
                    row[name] = peers.measure(name, options)
                except (subprocess.CalledProcessError, ValueError, OSError) as error:
                    print(f'{work}, {name}: {error}', file=sys.stderr)
            rounds.append(row)
        own = [row['host'] for row in rounds if 'host' in row]
        if not own:
            continue
        middle = {key: statistics.median(run[key] for run in own) for key in ('p50_ms', 'p99_ms', 'rss_kb_per_connection')}
        faults = sum(run['faults'] for run in own)
        figures.add(work, [run[field] for run in own], unit,
                    pairs={peer: [row['host'][field] / row[peer][field] for row in rounds if 'host' in row and peer in row and row[peer][field] > 0]
                           for peer in peers.names()},
                    wanted_pairs=wanted, order_faults=faults, failed_connections=sum(run['failed'] for run in own), **middle,
                    note=f"p50/p99 {middle['p50_ms']:.0f}/{middle['p99_ms']:.0f} ms  {middle['rss_kb_per_connection']:.2f} KB a connection"
                         f'  faults {faults}')
    figures.write()


if __name__ == '__main__':
    main()
