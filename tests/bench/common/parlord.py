"""A parlord on a directory of its own."""
import base64
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time

from common import processes
from common.websocket import WebSocket

PASSWORD = 'correct horse battery'


class Parlord:
    def __init__(self, binaries, tls=False, folder=None):
        self.binaries = binaries
        self.program = os.path.join(binaries, 'parlord')
        self.directory = folder or tempfile.mkdtemp(prefix='parlor-bench-')
        self.is_ours = folder is None
        self.data = os.path.join(self.directory, 'data')
        self.process = self.context = None
        self.password = os.path.join(self.directory, 'password')
        with open(self.password, 'w', encoding='utf-8') as file:
            file.write(PASSWORD)
        os.chmod(self.password, 0o600)
        self.settings = os.path.join(self.directory, 'parlord.toml')
        with open(self.settings, 'w', encoding='utf-8') as file:
            if tls:
                self.key, self.certificate = make_certificate(self.directory)
                file.write(f'[tls]\ncertificate = "{self.certificate}"\nkey = "{self.key}"\n')
                self.context = ssl.create_default_context()
                self.context.check_hostname = False
                self.context.verify_mode = ssl.CERT_NONE

    def start(self):
        """Seconds from the start of the process to the line that says where it listens."""
        begun = time.perf_counter()
        self.process = subprocess.Popen([self.program, 'serve', '--data', self.data, '--listen', '127.0.0.1:0', '--config', self.settings],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        seconds = time.perf_counter() - begun
        found = re.search(r'(https?)://[^ ]*:(\d+)', line)
        if not found:
            raise RuntimeError(f'parlord did not start: {line}')
        self.url, self.port, self.pid = found.group(0), int(found.group(2)), self.process.pid
        return seconds

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.kill()
        if self.is_ours:
            shutil.rmtree(self.directory, ignore_errors=True)

    def make_passwords_cheap(self):
        """Of people who come after it; the server does not run. It takes the least that it ever takes."""
        self.start()
        self.stop()
        with sqlite3.connect(os.path.join(self.data, 'parlor.db')) as database:
            database.execute("UPDATE settings SET value = json_object('memory_kib', 0, 'passes', 0) WHERE name = 'password_cost'")
        database.close()

    def private_bytes(self):
        return processes.private_bytes(self.pid)

    def add_person(self, name, role='member'):
        subprocess.run([self.program, 'user', 'add', name, '--data', self.data, '--role', role, '--password-file', self.password],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stream(self, source=None):
        raw = socket.create_connection(('127.0.0.1', self.port), source_address=source)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.context.wrap_socket(raw, server_hostname='localhost') if self.context else raw

    def ask(self, method, path, body=None, headers=None, token=None, source=None):
        """Headers and body of an answer that is not a refusal."""
        client = http.client.HTTPSConnection if self.context else http.client.HTTPConnection
        extra = {'context': self.context} if self.context else {}
        connection = client('127.0.0.1', self.port, source_address=source, **extra)
        headers = dict(headers or {})
        if token:
            headers['Authorization'] = 'Bearer ' + token
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise RuntimeError(f'{method} {path}: {answer.status} {content[:300]!r}')
        return answer.headers, content

    def sign_in(self, name, source=None):
        body = json.dumps({'name': name, 'password': PASSWORD, 'device': 'bench'})
        return json.loads(self.ask('POST', '/v1/sessions', body, {'Content-Type': 'application/json'}, source=source)[1])['access_token']

    def open_socket(self, token, source=None):
        return WebSocket(self.stream(source), token)

    def upload(self, body, token, name='photo.jpg'):
        """Puts a photo there; its id."""
        return self.ask('POST', '/v1/uploads', body, tus_headers(len(body), name), token)[0]['Parlor-Photo']

    def wait_until_ready(self, photo, token):
        """The photo's row when it has been looked at."""
        while True:
            row = json.loads(self.ask('GET', f'/v1/photos/{photo}', token=token)[1])
            if row['state'] != 'pending':
                return row
            time.sleep(0.1)

    def admin(self):
        return Admin(os.path.join(self.data, 'admin.sock'))

    def load(self, *arguments):
        """What parlor-load says."""
        out = subprocess.run([os.path.join(self.binaries, 'parlor-load'), *map(str, arguments), '--data', self.data, '--json'],
                             stdout=subprocess.PIPE, text=True, check=True).stdout
        return json.loads(out)


class Admin:
    """The admin socket. What was begun on it is taken back when it closes."""

    SESSIONS_AT_ONCE = 1000

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lines = self.socket.makefile('r', encoding='utf-8')

    def ask(self, command, **arguments):
        self.socket.sendall(json.dumps({'command': command, 'arguments': arguments}).encode() + b'\n')
        answer = json.loads(self.lines.readline())
        if 'ok' not in answer:
            raise RuntimeError(f'{command}: {answer}')
        return answer['ok']

    def sessions(self, count):
        """Access tokens of so many people, who share one channel."""
        self.ask('load.begin', people=count, subscribe=True)
        tokens = []
        while len(tokens) < count:
            tokens += self.ask('load.sessions', **{'from': len(tokens), 'count': min(self.SESSIONS_AT_ONCE, count - len(tokens))})['tokens']
        return tokens

    def close(self):
        self.lines.close()
        self.socket.close()


def tus_headers(size, name):
    return {'Tus-Resumable': '1.0.0', 'Upload-Length': str(size), 'Content-Type': 'application/offset+octet-stream',
            'Upload-Metadata': 'filename ' + base64.b64encode(name.encode()).decode()}


def make_certificate(folder):
    """Paths of a key and its certificate."""
    key, certificate = (os.path.join(folder, name) for name in ('key.pem', 'certificate.pem'))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                    '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], check=True, stderr=subprocess.DEVNULL)
    os.chmod(key, 0o600)
    return key, certificate


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
