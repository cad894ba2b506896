#!/usr/bin/env python3
"""Uploads: until a photo is ready, and files of 300 MB against nginx.

run.py --bin DIR --out DIR --samples DIR [--rounds 7] [--only WORD]
Writes OUT/upload.json. Never decides pass or fail.
"""
import argparse
import fcntl
import hashlib
import os
import re
import shutil
import socket
import statistics
import struct
import sys
import tempfile
import termios
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
from common import processes  # noqa: E402
from common.figures import Figures  # noqa: E402
from common.nginx import Nginx  # noqa: E402
from common.parlord import Parlord, tus_headers  # noqa: E402

LARGE = 300_000_000
PIECE = 1 << 20
TOKEN_SECONDS = 300  # then there is another one; more than five a minute are refused
QUIET_SECONDS = 0.5
WANTED_MEMORY = '<= 12'


def another(content):
    """The same picture in a file that nobody has yet."""
    if content[:2] == b'\xff\xd8':
        return content[:2] + b'\xff\xfe\x00\x12' + os.urandom(16) + content[2:]
    return content + struct.pack('>I4s', 24, b'free') + os.urandom(16)


def large(content):
    """A JPEG with much behind its end, as those have that carry a film."""
    block = os.urandom(PIECE)
    picture = another(content)
    return picture + (block * (LARGE // PIECE + 1))[:LARGE - len(picture)]


def until_ready(server, name, content, rounds):
    """Milliseconds from the answer to the event; and of the upload."""
    token = server.sign_in('ada')
    events = server.open_socket(token)
    ready, answered = [], []
    for _ in range(rounds + 1):
        body = another(content)
        time.sleep(QUIET_SECONDS)
        begun = time.perf_counter()
        photo = server.upload(body, token, name)
        answer = time.perf_counter()
        text = events.until(f'"id":"{photo}"', '"type":"photo"')
        while '"state":"pending"' in text:
            text = events.until(f'"id":"{photo}"', '"type":"photo"')
        ready.append((time.perf_counter() - answer) * 1000)
        answered.append((answer - begun) * 1000)
        if '"state":"ready"' not in text:
            raise RuntimeError(text)
    events.close()
    # The first one starts the worker.
    return ready[0], ready[1:], answered[1:]


def connect(port):
    stream = socket.create_connection(('127.0.0.1', port))
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return stream


def read_head(stream):
    """Status, headers as text, and what came behind them."""
    came = b''
    while b'\r\n\r\n' not in came:
        got = stream.recv(65536)
        if not got:
            raise RuntimeError('the server hung up')
        came += got
    head, rest = came.split(b'\r\n\r\n', 1)
    return int(head.split()[1]), head.decode(), rest


def send_file(port, method, path, headers, body):
    """Seconds until the server's side has taken the last byte, and until it has answered."""
    stream = connect(port)
    lines = [f'{method} {path} HTTP/1.1', 'Host: localhost', f'Content-Length: {len(body)}'] + [f'{k}: {v}' for k, v in headers.items()]
    begun = time.perf_counter()
    stream.sendall('\r\n'.join(lines + ['', '']).encode())
    view = memoryview(body)
    for at in range(0, len(body), PIECE):
        stream.sendall(view[at:at + PIECE])
    while struct.unpack('i', fcntl.ioctl(stream, termios.TIOCOUTQ, b'\0' * 4))[0] > 0:
        time.sleep(0.0002)
    taken = time.perf_counter() - begun
    status, head, _ = read_head(stream)
    answered = time.perf_counter() - begun
    stream.close()
    if status >= 300:
        raise RuntimeError(head)
    return taken, answered, head


def receive_file(port, path, headers):
    """Seconds until the last byte is here."""
    stream = connect(port)
    lines = [f'GET {path} HTTP/1.1', 'Host: localhost'] + [f'{k}: {v}' for k, v in headers.items()]
    begun = time.perf_counter()
    stream.sendall('\r\n'.join(lines + ['', '']).encode())
    status, head, rest = read_head(stream)
    size = int(re.search(r'(?i)content-length: (\d+)', head).group(1))
    buffer, got = bytearray(PIECE), len(rest)
    while got < size:
        n = stream.recv_into(buffer)
        if n == 0:
            raise RuntimeError('the server hung up')
        got += n
    seconds = time.perf_counter() - begun
    stream.close()
    if status != 200 or size != LARGE:
        raise RuntimeError(head)
    return seconds


def memory_of(pid, work):
    """What it gives, and by how many MB the process has grown meanwhile at most."""
    before = processes.resident_bytes(pid)
    processes.forget_peak(pid)
    result = work()
    return result, (processes.peak_bytes(pid) - before) / 1e6


def by_themselves(folder, body):
    """Seconds of SHA-256, of a write, of its fsync, and of reading it again."""
    begun = time.perf_counter()
    hashlib.sha256(body).digest()
    hashed = time.perf_counter()
    path = os.path.join(folder, 'apart')
    with open(path, 'wb', buffering=0) as file:
        view = memoryview(body)
        for at in range(0, len(body), PIECE):
            file.write(view[at:at + PIECE])
        written = time.perf_counter()
        os.fdatasync(file.fileno())
        synced = time.perf_counter()
    buffer = bytearray(PIECE)
    with open(path, 'rb', buffering=0) as file:
        while file.readinto(buffer):
            pass
    again = time.perf_counter()
    os.remove(path)
    return {'hash': hashed - begun, 'write': written - hashed, 'fsync': synced - written, 'read again': again - synced}


def large_files(server, folder, content, rounds, figures):
    nginx = Nginx(folder, {'small': b'x'})
    try:
        up, down, apart, memory, tail = {'parlor': [], 'nginx': []}, {'parlor': [], 'nginx': []}, [], {'up': [], 'down': []}, []
        signed_in = time.monotonic() - TOKEN_SECONDS
        for number in range(rounds):
            if time.monotonic() - signed_in >= TOKEN_SECONDS:
                token, signed_in = server.sign_in('ada'), time.monotonic()
            bearer = {'Authorization': 'Bearer ' + token}
            body = large(content)
            headers = {**tus_headers(len(body), 'large.jpg'), **bearer}
            (taken, answered, head), grown = memory_of(server.pid, lambda: send_file(server.port, 'POST', '/v1/uploads', headers, body))
            photo = re.search(r'(?i)parlor-photo: (\d+)', head).group(1)
            server.wait_until_ready(photo, token)
            up['parlor'].append(taken)
            tail.append(answered - taken)
            memory['up'].append(grown)
            up['nginx'].append(send_file(nginx.port, 'PUT', f'/put/{number}', {}, body)[0])

            path = f'/v1/photos/{photo}/original'
            seconds, grown = memory_of(server.pid, lambda: receive_file(server.port, path, bearer))
            down['parlor'].append(seconds)
            memory['down'].append(grown)
            down['nginx'].append(receive_file(nginx.port, f'/put/{number}', {}))
            apart.append(by_themselves(folder, body))
            os.remove(os.path.join(nginx.folder, 'put', str(number)))
    finally:
        nginx.stop()
    for name, runs in (('upload of 300 MB, to the last byte', up), ('download of 300 MB', down)):
        figures.add(name, [LARGE / 1e6 / seconds for seconds in runs['parlor']], 'MB/s',
                    pairs={'nginx': [other / own for own, other in zip(runs['parlor'], runs['nginx'])]}, wanted_pairs={'nginx': '>= 0.8'},
                    note=f"nginx {LARGE / 1e6 / statistics.median(runs['nginx']):.0f} MB/s")
    figures.add('upload of 300 MB, from the last byte to the answer', [seconds * 1000 for seconds in tail], 'ms')
    for name in apart[0]:
        figures.add(f'300 MB by itself: {name}', [run[name] * 1000 for run in apart], 'ms')
    figures.add('memory more, upload of 300 MB', memory['up'], 'MB', WANTED_MEMORY)
    figures.add('memory more, download of 300 MB', memory['down'], 'MB', WANTED_MEMORY)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--samples', required=True)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--only', default='')
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='parlor-bench-')
    server = Parlord(given.bin, folder=folder)
    figures = Figures('upload', given.out, rounds=given.rounds)
    try:
        server.add_person('ada', 'owner')
        server.start()
        for name, wanted in (('j12-a.jpg', '<= 600'), ('heic12-a.heic', '<= 2000')):
            work = f'acknowledged to ready, 12 MP {name.rsplit(".", 1)[1]}'
            if given.only in work:
                with open(os.path.join(given.samples, name), 'rb') as file:
                    first, ready, answered = until_ready(server, name, file.read(), given.rounds)
                figures.add(work, ready, 'ms', wanted, first_ms=first, upload_ms=statistics.median(answered),
                            note=f'the first one {first:.0f} ms; the upload itself {statistics.median(answered):.0f} ms')
        if given.only in '300 MB':
            with open(os.path.join(given.samples, 'j12-a.jpg'), 'rb') as file:
                large_files(server, folder, file.read(), given.rounds, figures)
        figures.write()
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
