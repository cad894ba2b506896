#!/usr/bin/env python3
"""From the start of parlord's process to the line that it listens: an empty data folder, and a full one, in turn.

run.py --bin DIR --out DIR [--rounds 15] [--messages 1000000] [--photos 100000]
Writes OUT/start.json.
"""
import argparse
import os
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
from common import processes  # noqa: E402
from common.figures import Figures  # noqa: E402
from common.parlord import Parlord  # noqa: E402

WANTED = '<= 150'


def forget_pages(path):
    """The file comes from the disk again."""
    with open(path, 'rb') as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def start(server, cold=False):
    """Milliseconds to the line, to the first answer that it is ready, and of CPU."""
    if cold:
        forget_pages(database(server))
    begun = time.perf_counter()
    line = server.start()
    server.ask('GET', '/readyz')
    ready = time.perf_counter() - begun
    return {'line': line * 1000, 'readyz': ready * 1000, 'cpu': processes.cpu_seconds(server.pid) * 1000}


def database(server):
    return os.path.join(server.data, 'parlor.db')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('--messages', type=int, default=1000000)
    parser.add_argument('--photos', type=int, default=100000)
    given = parser.parse_args()
    empty, full = Parlord(given.bin), Parlord(given.bin)
    try:
        first = empty.start() * 1000
        empty.stop()
        full.start()
        full.stop()
        begun = time.perf_counter()
        subprocess.run([os.path.join(given.bin, 'bench_start'), database(full), str(given.messages), str(given.photos)], check=True)
        size = os.path.getsize(database(full))
        print(f'{given.messages} messages and {given.photos} photos written in {time.perf_counter() - begun:.0f} s, {size / 1e6:.0f} MB', flush=True)

        runs = {'empty': [], 'full': [], 'cold': [], 'killed': []}
        for _ in range(given.rounds):
            runs['empty'].append(start(empty))
            empty.stop()
            runs['full'].append(start(full))
            full.load('publish', '--publishers', 1, '--seconds', 0.2)
            full.kill()
            runs['killed'].append(start(full))
            full.stop()
            runs['cold'].append(start(full, cold=True))
            full.stop()

        figures = Figures('start', given.out, messages=given.messages, photos=given.photos, bytes=size)
        figures.add('the very first start', first, 'ms', note='makes keys, the database, and this machine\'s password cost')
        about = f'{given.messages} messages, {given.photos} photos'
        for name, work, wanted in (('empty', 'start, nothing stored', None), ('full', 'start, ' + about, WANTED),
                                   ('killed', 'the same after a kill', WANTED), ('cold', 'the same, the file not in memory', None)):
            own = runs[name]
            pairs = [run['line'] / other['line'] for run, other in zip(own, runs['empty'])] if name != 'empty' else []
            figures.add(work, [run['line'] for run in own], 'ms', wanted, pairs={'empty': pairs},
                        readyz_ms=sorted(run['readyz'] for run in own)[len(own) // 2], cpu_ms=sorted(run['cpu'] for run in own)[len(own) // 2],
                        note=f"{sorted(run['readyz'] for run in own)[len(own) // 2]:.0f} ms to the first answer, "
                             f"{sorted(run['cpu'] for run in own)[len(own) // 2]:.0f} ms of CPU")
        figures.write()
    finally:
        empty.end()
        full.end()


if __name__ == '__main__':
    main()
