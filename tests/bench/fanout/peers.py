"""The servers that a message is sent through: who they are, and how one is started for one measurement."""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

from common.parlord import free_port

here = os.path.dirname(os.path.abspath(__file__))
WS = '8.23.0'
START_SECONDS = 20


class Server:
    """A program that prints its port."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Nats:
    """nats-server with its WebSocket on loopback, no compression, no TLS; pings are off, as for the others."""

    def __init__(self, program, threads):
        self.folder = tempfile.mkdtemp(prefix='parlor-nats-')
        self.port = free_port()
        settings = os.path.join(self.folder, 'nats.conf')
        with open(settings, 'w', encoding='utf-8') as file:
            file.write(f'listen: "127.0.0.1:{free_port()}"\nping_interval: "1h"\nmax_connections: 100000\n'
                       f'websocket {{ listen: "127.0.0.1:{self.port}", no_tls: true, compression: false }}\n')
        self.process = subprocess.Popen([program, '-c', settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, 'GOMAXPROCS': str(threads)})
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.__exit__()
                    raise
                time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def install_ws(folder):
    """npm's `ws`, pinned, in the build folder."""
    if os.path.exists(os.path.join(folder, 'node_modules', 'ws')):
        return True
    os.makedirs(folder, exist_ok=True)
    try:
        return subprocess.run(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, 'ws@' + WS],
                              check=False).returncode == 0
    except OSError:
        return False


def install_nats(folder):
    """Path of Debian's nats-server, unpacked into the build folder: installing it would start a service. None without it."""
    installed = shutil.which('nats-server')
    if installed:
        return installed
    folder = os.path.join(folder, 'nats')
    for place in ('usr/sbin', 'usr/bin'):
        program = os.path.join(folder, place, 'nats-server')
        if os.path.exists(program):
            return program
    os.makedirs(folder, exist_ok=True)
    try:
        subprocess.run(['apt-get', '-qq', 'download', 'nats-server'], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        package = next(name for name in os.listdir(folder) if name.endswith('.deb'))
        subprocess.run(['dpkg', '-x', package, '.'], cwd=folder, check=True)
    except (OSError, subprocess.CalledProcessError, StopIteration):
        return None
    return next((path for path in (os.path.join(folder, place, 'nats-server') for place in ('usr/sbin', 'usr/bin')) if os.path.exists(path)), None)


class Peers:
    """Peers of a fan-out by name; those that can't be had are left out."""

    def __init__(self, binaries, out, threads):
        self.binaries = binaries
        folder = os.path.join(os.path.abspath(out), 'peers')
        yardstick = [os.path.join(binaries, 'bench_fanout_yardstick'), str(threads)]
        self.starts = {'epoll': (lambda: Server(yardstick), 'plain')}
        if install_ws(folder):
            self.starts['ws'] = (lambda: Server(['node', os.path.join(here, 'peer-ws.mjs'), folder]), 'plain')
        nats = install_nats(folder)
        if nats:
            self.starts['nats'] = (lambda: Nats(nats, threads), 'nats')
        host = [os.path.join(binaries, 'bench_fanout_host'), str(threads)]
        self.host = (lambda: Server(host), 'parlor')

    def names(self):
        return list(self.starts)

    def measure(self, name, options):
        """What bench_fanout_load says of one of them; 'host' is the network layer of Parlor alone."""
        start, dialect = self.host if name == 'host' else self.starts[name]
        with start() as server:
            arguments = [os.path.join(self.binaries, 'bench_fanout_load'), '--ports', str(server.port),
                         '--pids', str(server.process.pid), '--dialect', dialect]
            for option, value in options.items():
                arguments += ['--' + option, str(value)]
            out = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True).stdout
        return json.loads(out)
