#!/usr/bin/env python3
"""What a parlord holds for connections that are signed in and quiet, plain and with TLS.

run.py --bin DIR --out DIR [--connections 1000] [--quiet 60]
Writes OUT/idle.json. Private memory is the process's own Pss, so that pages shared with others don't count twice.
"""
import argparse
import os
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
from common.figures import Figures  # noqa: E402
from common.parlord import Parlord  # noqa: E402

PER_PERSON = 20  # sockets, by SECURITY.md
SESSIONS = 200
PASSWORDS = 5
WARM = 20
SETTLE_SECONDS = 2


def source(index):
    """Limits of what is not signed in are per address."""
    return (f'127.1.{index // 250}.{index % 250 + 2}', 0)


def sessions_of_people(server, count):
    tokens = []
    for index in range(count):
        if index % PER_PERSON == 0:
            server.add_person(f'person{index}')
        tokens.append(server.sign_in(f'person{index - index % PER_PERSON}', source(index)))
    return tokens


def connections(binaries, count, with_tls, in_channel):
    """Bytes by which the server grows for each. With `in_channel` all are members of one; else they are in none."""
    server = Parlord(binaries, with_tls)
    try:
        server.make_passwords_cheap()
        server.start()
        admin = server.admin()
        tokens = admin.sessions(count + WARM) if in_channel else sessions_of_people(server, count + WARM)
        # The first ones pay for what is made once.
        held = [server.open_socket(token, source(i)) for i, token in enumerate(tokens[:WARM])]
        time.sleep(SETTLE_SECONDS)
        before = server.private_bytes()
        held += [server.open_socket(token, source(WARM + i)) for i, token in enumerate(tokens[WARM:])]
        time.sleep(SETTLE_SECONDS)
        after = server.private_bytes()
        for one in held:
            one.close()
        admin.close()
        return (after - before) / count
    finally:
        server.end()


def server_itself(binaries, quiet):
    with Parlord(binaries) as server:
        time.sleep(quiet)
        idle = server.private_bytes()
        # A password's hash needs much memory for a moment.
        for index in range(PASSWORDS):
            server.add_person(f'person{index}')
            server.sign_in(f'person{index}', source(index))
        admin = server.admin()
        held = [server.open_socket(token, source(i)) for i, token in enumerate(admin.sessions(SESSIONS))]
        time.sleep(quiet)
        full = server.private_bytes()
        for one in held:
            one.close()
        admin.close()
        return idle, full


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--connections', type=int, default=1000)
    parser.add_argument('--quiet', type=float, default=60)
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    figures = Figures('idle', given.out, connections=given.connections)
    for name, with_tls, in_channel, wanted in (('plain', False, False, '<= 2'), ('TLS', True, False, '<= 20'),
                                               ('plain, in a channel with all others', False, True, None)):
        if given.only in name:
            figures.add('a quiet signed-in connection, ' + name, connections(given.bin, given.connections, with_tls, in_channel) / 1024, 'KB', wanted)
    if given.only in 'server':
        idle, full = server_itself(given.bin, given.quiet)
        figures.add('the server, idle', idle / 1e6, 'MB', '<= 40')
        figures.add(f'the server, {SESSIONS} sessions', full / 1e6, 'MB', '<= 60')
    figures.write()


if __name__ == '__main__':
    main()
