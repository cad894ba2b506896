#!/usr/bin/env python3
"""GETs of a photo's thumb, view and original over kept connections: parlord against nginx, in turn, without and with TLS; and sealed files against plain ones.

run.py --bin build/release/bin --out build/bench --photo FILE [--rounds 15] [--seconds 2]
Prints ratios beside the targets and writes OUT/serve.json. Never decides pass or fail.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
from common.figures import Figures  # noqa: E402
from common.nginx import Nginx  # noqa: E402
from common.parlord import Parlord  # noqa: E402
from common.processes import cpu_seconds  # noqa: E402

CONNECTIONS = 8
WANTED = {'nginx': '>= 0.7', 'nginx_auth_request': '>= 1.0'}
KINDS = ('thumb', 'view', 'original')


class Photo:
    """A parlord that holds one photo, in sealed files when there is a key."""

    def __init__(self, binaries, folder, photo, tls, key=None):
        os.makedirs(folder)
        self.server = Parlord(binaries, tls, folder)
        if key:
            with open(self.server.settings, 'a', encoding='utf-8') as file:
                file.write(f'[storage]\nkey_file = "{key}"\n')
        self.server.add_person('ada', 'owner')
        self.server.start()
        self.pid = self.server.pid
        with open(photo, 'rb') as file:
            body = file.read()
        token = self.sign_in()
        self.photo = self.server.upload(body, token)
        row = self.server.wait_until_ready(self.photo, token)
        if row['state'] != 'ready':
            raise RuntimeError(row)
        self.paths = {r['kind']: f'/v1/photos/{self.photo}/{r["kind"]}/{r["hash"]}' for r in row['renderings']}
        self.paths['original'] = f'/v1/photos/{self.photo}/original'
        self.files = {kind: self.server.ask('GET', self.paths[kind], token=token)[1] for kind in KINDS}

    def sign_in(self):
        return self.server.sign_in('ada')

    def url(self, kind):
        return self.server.url + self.paths[kind]


def drive(pid, url, seconds, token=None, *more):
    """Requests a second, and the server's CPU in microseconds for each; `more`: lines of the head."""
    headers = ['-H', f'Authorization: Bearer {token}'] if token else []
    for line in more:
        headers += ['-H', line]
    before = cpu_seconds(pid)
    out = subprocess.run(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', *headers, url], stdout=subprocess.PIPE, text=True,
                         check=True).stdout
    used = cpu_seconds(pid) - before
    if 'Non-2xx' in out or 'Socket errors' in out:
        raise RuntimeError(out)
    requests = int(re.search(r'(\d+) requests in', out).group(1))
    return {'rate': float(re.search(r'Requests/sec:\s+([0-9.]+)', out).group(1)), 'cpu_us': used / requests * 1e6}


def make_key(folder):
    path = os.path.join(folder, 'storage.key')
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'wb') as file:
        file.write(os.urandom(32))
    return path


def compare(figures, work, runners, wanted, rounds):
    rows = [{name: runner() for name, runner in runners.items()} for _ in range(rounds)]
    cpu = {name: statistics.median(row[name]['cpu_us'] for row in rows) for name in runners}
    figures.add(work, [row['parlor']['rate'] for row in rows], 'requests/s',
                pairs={peer: [row['parlor']['rate'] / row[peer]['rate'] for row in rows] for peer in runners if peer != 'parlor'},
                wanted_pairs=wanted, cpu_us=cpu, note='CPU us a request: ' + ', '.join(f'{name} {value:.1f}' for name, value in cpu.items()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--photo', required=True)
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('--seconds', type=int, default=2)
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='parlor-bench-')
    plain = encrypted = sealed = nginx = None
    figures = Figures('serve', given.out, pairs=given.rounds)
    try:
        plain = Photo(given.bin, os.path.join(folder, 'plain'), given.photo, False)
        encrypted = Photo(given.bin, os.path.join(folder, 'tls'), given.photo, True)
        sealed = Photo(given.bin, os.path.join(folder, 'sealed'), given.photo, False, make_key(folder))
        nginx = Nginx(folder, plain.files, (encrypted.server.key, encrypted.server.certificate))
        for kind in KINDS:
            work = f'GET {kind}, {len(plain.files[kind])} bytes'
            # A token lives for a quarter of an hour.
            token, tls_token, sealed_token = plain.sign_in(), encrypted.sign_in(), sealed.sign_in()
            runners = {'parlor': lambda: drive(plain.pid, plain.url(kind), given.seconds, token),
                       'nginx': lambda: drive(nginx.pid, f'{nginx.url}/static/{kind}', given.seconds),
                       'nginx_auth_request': lambda: drive(nginx.pid, f'{nginx.url}/auth/{kind}', given.seconds),
                       # A condition takes the way through the domain, as the first request for a picture does.
                       'first_time': lambda: drive(plain.pid, plain.url(kind), given.seconds, token, 'If-None-Match: "0"')}
            if given.only in work:
                compare(figures, work, runners, WANTED, given.rounds)
            runners = {'parlor': lambda: drive(encrypted.pid, encrypted.url(kind), given.seconds, tls_token),
                       'nginx_tls': lambda: drive(nginx.pid, f'{nginx.tls_url}/static/{kind}', given.seconds),
                       'plain': lambda: drive(plain.pid, plain.url(kind), given.seconds, token)}
            if given.only in work + ', TLS':
                compare(figures, work + ', TLS', runners, {}, given.rounds)
            runners = {'parlor': lambda: drive(sealed.pid, sealed.url(kind), given.seconds, sealed_token),
                       'plain': lambda: drive(plain.pid, plain.url(kind), given.seconds, token)}
            if given.only in work + ', sealed':
                compare(figures, work + ', sealed', runners, {}, given.rounds)
        figures.write()
    finally:
        if nginx:
            nginx.stop()
        for photo in (plain, encrypted, sealed):
            if photo:
                photo.server.end()
        shutil.rmtree(folder, ignore_errors=True)


main()
