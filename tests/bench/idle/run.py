#!/usr/bin/env python3
"""What a parlord holds for connections that are signed in and quiet, plain and with TLS.

run.py --bin DIR --out DIR [--connections 1000] [--quiet 60]
Writes OUT/idle.json. Private memory is the process's own Pss, so that pages shared with others don't count twice.
"""
import argparse
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

PER_PERSON = 20  # sockets, by SECURITY.md
SESSIONS = 200


def private_bytes(pid):
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith('Pss:'))


def source(index):
    """Limits of what is not signed in are per address."""
    return (f'127.1.{index // 250}.{index % 250 + 2}', 0)


class Parlord:
    def __init__(self, binaries, with_tls):
        self.program = os.path.join(binaries, 'parlord')
        self.directory = tempfile.mkdtemp(prefix='parlor-idle-')
        self.data = os.path.join(self.directory, 'data')
        self.context = None
        settings = os.path.join(self.directory, 'parlord.toml')
        with open(settings, 'w', encoding='utf-8') as file:
            if with_tls:
                key, certificate = (os.path.join(self.directory, name) for name in ('key.pem', 'certificate.pem'))
                subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                                '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], check=True, stderr=subprocess.DEVNULL)
                os.chmod(key, 0o600)
                file.write(f'[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n')
                self.context = ssl.create_default_context()
                self.context.check_hostname = False
                self.context.verify_mode = ssl.CERT_NONE
        self.process = subprocess.Popen([self.program, 'serve', '--data', self.data, '--listen', '127.0.0.1:0', '--config', settings],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().strip().rstrip('/').rsplit(':', 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def private_bytes(self):
        return private_bytes(self.process.pid)

    def add_person(self, index):
        secret = os.path.join(self.directory, 'password')
        with open(secret, 'w', encoding='utf-8') as file:
            file.write('correct horse 12')
        subprocess.run([self.program, 'user', 'add', f'person{index}', '--data', self.data, '--role', 'member', '--password-file', secret],
                       check=True, stdout=subprocess.DEVNULL)

    def sign_in(self, index):
        client = http.client.HTTPSConnection if self.context else http.client.HTTPConnection
        extra = {'context': self.context} if self.context else {}
        connection = client('127.0.0.1', self.port, source_address=source(index), **extra)
        body = json.dumps({'name': f'person{index}', 'password': 'correct horse 12', 'device': 'bench'})
        connection.request('POST', '/v1/sessions', body, {'Content-Type': 'application/json'})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer['access_token']

    def open_socket(self, index, token):
        """A WebSocket that has been welcomed."""
        raw = socket.create_connection(('127.0.0.1', self.port), source_address=source(index))
        stream = self.context.wrap_socket(raw, server_hostname='localhost') if self.context else raw
        stream.sendall(b'GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                       b'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
        came = b''
        while b'\r\n\r\n' not in came:
            came += stream.recv(4096)
        hello = json.dumps({'op': 'hello', 'rid': 1, 'protocol': 1, 'token': token, 'device': 'bench'}).encode()
        # Masked with zeros.
        head = bytes([0x81, 0x80 | len(hello)]) if len(hello) < 126 else bytes([0x81, 0xFE]) + len(hello).to_bytes(2, 'big')
        stream.sendall(head + b'\0\0\0\0' + hello)
        came = b''
        while b'"op":"welcome"' not in came:
            got = stream.recv(4096)
            if not got:
                raise RuntimeError('the server hung up')
            came += got
        return stream


def connections(binaries, count, with_tls):
    with Parlord(binaries, with_tls) as server:
        people = -(-count // PER_PERSON)
        tokens = []
        for index in range(people):
            server.add_person(index)
            tokens.append(server.sign_in(index))
        # The first ones pay for what is made once.
        warm = [server.open_socket(i, tokens[i]) for i in range(min(people, 20))]
        time.sleep(2)
        before = server.private_bytes()
        held = [server.open_socket(i, tokens[i // PER_PERSON]) for i in range(count - len(warm)) if i % PER_PERSON != 0]
        time.sleep(2)
        after = server.private_bytes()
        return (after - before) / max(1, len(held))


def server_itself(binaries, quiet):
    with Parlord(binaries, False) as server:
        time.sleep(quiet)
        idle = server.private_bytes()
        tokens = []
        for index in range(SESSIONS // PER_PERSON):
            server.add_person(index)
            tokens.append(server.sign_in(index))
        held = [server.open_socket(i, tokens[i // PER_PERSON]) for i in range(SESSIONS)]
        time.sleep(quiet)
        full = server.private_bytes()
        for one in held:
            one.close()
        return idle, full


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--connections', type=int, default=1000)
    parser.add_argument('--quiet', type=float, default=60)
    given = parser.parse_args()
    rows = []

    def report(work, value, unit, goal):
        rows.append({'work': work, 'value': value, 'unit': unit})
        print(f'{work:44} {value:10.1f} {unit} (goal {goal})', flush=True)

    report('a quiet signed-in connection, plain', connections(given.bin, given.connections, False) / 1024, 'KB', 2)
    report('a quiet signed-in connection, TLS', connections(given.bin, given.connections, True) / 1024, 'KB', 20)
    idle, full = server_itself(given.bin, given.quiet)
    report('the server, idle', idle / 1e6, 'MB', 40)
    report(f'the server, {SESSIONS} sessions', full / 1e6, 'MB', 60)
    with open(os.path.join(given.out, 'idle.json'), 'w', encoding='utf-8') as file:
        json.dump({'bench': 'idle', 'rows': rows}, file, indent=1)


if __name__ == '__main__':
    main()
