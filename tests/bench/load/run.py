#!/usr/bin/env python3
"""A whole parlord under parlor-load, against a bare epoll loop, npm `ws`, nats-server and the bare group-commit loop, in turn.

run.py [--bin build/release/bin] [--out build/bench] [--rounds 5] [--quick] [--only WORD]
Prints ratios beside the targets and writes OUT/load.json. Never decides pass or fail.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(here), os.path.join(os.path.dirname(here), 'fanout')]
from common.figures import Figures, root  # noqa: E402
from common.parlord import Parlord  # noqa: E402
from peers import Peers  # noqa: E402

FRAME = 400  # bytes of an event frame that carries a message of 200 characters
FAULTS = ('lost', 'doubled', 'out_of_order')


def measure_load(binaries, *arguments):
    with Parlord(binaries) as server:
        return server.load(*arguments)


def in_turn(rounds, runners):
    """Each runner once a round; a failed run leaves its round out."""
    rows = []
    for _ in range(rounds):
        row = {}
        for name, runner in runners.items():
            try:
                row[name] = runner()
            except (subprocess.CalledProcessError, ValueError, OSError, RuntimeError) as error:
                print(f'{name}: {error}', file=sys.stderr)
        rows.append(row)
    return rows


def own(rows):
    return [row['parlor'] for row in rows if 'parlor' in row]


def ratios(rows, peer, value, other):
    return [value(row['parlor']) / other(row[peer]) for row in rows if 'parlor' in row and peer in row and other(row[peer]) > 0]


def faults(runs):
    return sum(run[fault] for run in runs for fault in FAULTS)


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


class Bench:
    def __init__(self, given):
        self.given = given
        self.peers = Peers(given.bin, given.out, min(2, os.cpu_count() or 1))
        self.seconds = 2 if given.quick else 5
        self.figures = Figures('load', given.out, rounds=given.rounds)

    def wanted(self, work):
        return self.given.only in work

    def fanout(self, members, window):
        work = f'{members} members, {window} in flight'
        if not self.wanted(work):
            return
        messages = (200 if members == 1000 else 40) * (1 if self.given.quick else 2) * (1 if window == 1 else 3)
        runners = {'parlor': lambda: measure_load(self.given.bin, 'fanout', '--connections', members, '--messages', messages,
                                                  '--in-flight', window)}
        # The network layer alone, which has no store behind it, stands beside the peers.
        for name in [*self.peers.names(), 'host']:
            runners[name] = lambda name=name: self.peers.measure(
                name, {'subscribers': members, 'window': window, 'seconds': self.seconds, 'size': FRAME})
        rows = in_turn(self.given.rounds, runners)
        runs = own(rows)
        if not runs:
            return
        fields = ('deliveries_per_s', 'p50_ms', 'p99_ms', 'server_bytes_per_connection', 'connect_s', 'connect_cpu_s')
        middle = {field: statistics.median(run[field] for run in runs) for field in fields}
        self.figures.add(
            work, [run['server_cpu_s_per_million'] for run in runs], 'CPU s per million deliveries',
            pairs={peer: ratios(rows, peer, lambda run: run['server_cpu_s_per_million'], lambda run: run['cpu_s_per_million'])
                   for peer in runners if peer != 'parlor'},
            wanted_pairs={'epoll': '<= 1.15', 'ws': '<= 0.75'} if window == 1 else {'ws': '<= 0.25'},
            faults=faults(runs), **middle,
            note=f"{middle['deliveries_per_s']:.0f}/s  p50/p99 {middle['p50_ms']:.0f}/{middle['p99_ms']:.0f} ms"
                 f"  {middle['server_bytes_per_connection']:.0f} B a connection  faults {faults(runs):.0f}")

    def loop_rates(self):
        out = os.path.join(tempfile.gettempdir(), f'parlor-loop-{os.getpid()}.json')
        subprocess.run([os.path.join(self.given.bin, 'bench_publish'), '1', out], stdout=subprocess.DEVNULL, check=True)
        with open(out, encoding='utf-8') as file:
            rows = json.load(file)['rows']
        os.remove(out)
        return {peer: next(row['value'] for row in rows if word in row['work'])
                for peer, word in (('loop', 'loop'), ('single', 'one commit'))}

    def publish(self, publishers):
        work = f'{publishers} publishers'
        if not self.wanted(work):
            return
        runners = {'parlor': lambda: measure_load(self.given.bin, 'publish', '--publishers', publishers, '--seconds', self.seconds)}
        if publishers == 64:
            runners['loop'] = self.loop_rates
        rows = in_turn(self.given.rounds, runners)
        runs = own(rows)
        if not runs:
            return
        fields = ('ack_p50_ms', 'ack_p99_ms', 'server_cpu_s_per_million')
        middle = {field: statistics.median(run[field] for run in runs) for field in fields}
        names = {'group_commit_loop': 'loop', 'one_commit_a_message': 'single'} if publishers == 64 else {}
        self.figures.add(
            work, [run['acks_per_s'] for run in runs], 'durable acknowledgements/s',
            pairs={name: ratios(rows, 'loop', lambda run: run['acks_per_s'], lambda rates, of=of: rates[of]) for name, of in names.items()},
            wanted_pairs={'group_commit_loop': '>= 0.5', 'one_commit_a_message': '>= 8'}, **middle,
            note=f"p50/p99 {middle['ack_p50_ms']:.1f}/{middle['ack_p99_ms']:.1f} ms" + (' (wanted 6/25)' if publishers == 64 else ''))

    def idle_delivery(self):
        if not self.wanted('idle delivery'):
            return

        def once():
            with Parlord(self.given.bin) as server:
                run = server.load('fanout', '--connections', 2, '--messages', 300, '--in-flight', 1)
                return {**run, 'sync_ms': sync_ms(server.directory)}

        runs = own(in_turn(self.given.rounds, {'parlor': once}))
        if not runs:
            return
        sync = statistics.median(run['sync_ms'] for run in runs)
        for name, wanted in (('p50', '<= 1'), ('p99', '<= 5')):
            self.figures.add(f'idle delivery, {name}', [run[name + '_ms'] - run['sync_ms'] for run in runs], 'ms beyond one fsync', wanted,
                             sync_ms=sync, note=f'an fsync {sync:.2f} ms')

    def resume(self, returning):
        work = f'{returning} return, 50 missed'
        if not self.wanted(work):
            return
        runs = own(in_turn(self.given.rounds, {'parlor': lambda: measure_load(
            self.given.bin, 'resume', '--connections', returning, '--missed', 50)}))
        if not runs:
            return
        live = statistics.median(run['live_s'] for run in runs)
        cpu = statistics.median(run['server_cpu_us_per_client'] for run in runs)
        self.figures.add(work, [run['whole_s'] for run in runs], 's until all have everything', '<= 3', live_s=live,
                         server_cpu_us_per_client=cpu, faults=faults(runs),
                         note=f'live {live:.2f} s  {cpu:.0f} us CPU a client  faults {faults(runs):.0f}')
        self.figures.add(work + ': reads of the log', [run['event_log_reads'] for run in runs], 'reads, one channel', '<= 2')
        # The server's own looks at what is due, one or two a second, are nobody's.
        self.figures.add(work + ': other reads', [round(run['other_reads_per_client'], 2) for run in runs], 'reads a session', '<= 1')

    def run(self):
        for members, windows in ((1000, (1, 8)), (10000, (1, 8)), (19000, (1,))):
            for window in windows:
                self.fanout(members, window)
        for publishers in (1, 8, 64):
            self.publish(publishers)
        self.idle_delivery()
        self.resume(1000 if self.given.quick else 10000)
        self.figures.write()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', default=os.path.join(root, 'build', 'release', 'bin'))
    parser.add_argument('--out', default=os.path.join(root, 'build', 'bench'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--only', default='')
    Bench(parser.parse_args()).run()


if __name__ == '__main__':
    main()
