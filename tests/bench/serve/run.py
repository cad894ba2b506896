#!/usr/bin/env python3
"""GETs of a photo's thumb, view and original over one kept connection each: parlord against nginx, in turn.

run.py --bin build/release/bin --out build/bench --photo FILE [--rounds 15] [--seconds 2]
Prints ratios beside the targets and writes OUT/serve.json. Never decides pass or fail.
"""
import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(os.path.dirname(here)))
sys.path.insert(0, os.path.join(os.path.dirname(here), 'load'))
from run import interval  # noqa: E402

CONNECTIONS = 8
TARGETS = {'static': 0.7, 'auth': 1.0}
KINDS = ('thumb', 'view', 'original')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """Of a process and those it started."""
    total, pids = 0, [pid]
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                with open(f'/proc/{name}/stat', encoding='utf8', errors='replace') as file:
                    fields = file.read().rsplit(')', 1)[1].split()
            except OSError:
                continue
            if int(name) in pids or int(fields[1]) == pid:
                total += int(fields[11]) + int(fields[12])
    return total / os.sysconf('SC_CLK_TCK')


class Parlord:
    def __init__(self, binaries, folder, photo):
        data = os.path.join(folder, 'data')
        program = os.path.join(binaries, 'parlord')
        password = os.path.join(folder, 'password')
        with open(password, 'w', encoding='utf8') as file:
            file.write('correct horse battery\n')
        os.chmod(password, 0o600)
        subprocess.run([program, 'user', 'add', 'ada', '--data', data, '--role', 'owner', '--password-file', password], check=True,
                       stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([program, 'serve', '--data', data, '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.pid = self.process.pid
        self.url = re.search(r'http://[0-9.:]+', self.process.stdout.readline()).group(0)
        session = self.ask('POST', '/v1/sessions', json.dumps({'name': 'ada', 'password': 'correct horse battery', 'device': 'bench'}).encode(),
                           {'Content-Type': 'application/json'})
        self.token = json.loads(session[1])['access_token']
        with open(photo, 'rb') as file:
            body = file.read()
        headers, _ = self.ask('POST', '/v1/uploads', body, {'Tus-Resumable': '1.0.0', 'Upload-Length': str(len(body)),
                                                           'Content-Type': 'application/offset+octet-stream'})
        self.photo = headers['Parlor-Photo']
        while True:
            row = json.loads(self.ask('GET', f'/v1/photos/{self.photo}')[1])
            if row['state'] != 'pending':
                break
            time.sleep(0.1)
        if row['state'] != 'ready':
            raise RuntimeError(row)
        self.paths = {r['kind']: f'/v1/photos/{self.photo}/{r["kind"]}/{r["hash"]}' for r in row['renderings']}
        self.paths['original'] = f'/v1/photos/{self.photo}/original'

    def ask(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if hasattr(self, 'token'):
            headers['Authorization'] = 'Bearer ' + self.token
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers, method=method)) as answer:
            return answer.headers, answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Nginx:
    def __init__(self, folder, files):
        self.folder = os.path.join(folder, 'nginx')
        os.makedirs(self.folder + '/static')
        os.makedirs(self.folder + '/auth')
        for name, content in files.items():
            for place in ('static', 'auth'):
                with open(f'{self.folder}/{place}/{name}', 'wb') as file:
                    file.write(content)
        os.chmod(folder, 0o755)
        port = free_port()
        self.url = f'http://127.0.0.1:{port}'
        config = self.folder + '/nginx.conf'
        with open(config, 'w', encoding='utf8') as file:
            file.write(f'''daemon off; worker_processes 2; pid {self.folder}/pid; error_log stderr crit;
{"user root;" if os.getuid() == 0 else ""}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100; etag on;
  client_body_temp_path {self.folder}/a; proxy_temp_path {self.folder}/b; fastcgi_temp_path {self.folder}/c;
  uwsgi_temp_path {self.folder}/d; scgi_temp_path {self.folder}/e;
  server {{
    listen 127.0.0.1:{port} reuseport; root {self.folder};
    location /auth/ {{ auth_request /may; }}
    location = /may {{ internal; proxy_pass http://127.0.0.1:{port}/yes; proxy_http_version 1.1; proxy_pass_request_body off;
      proxy_set_header Connection ""; }}
    location = /yes {{ return 204; }}
  }}
}}
''')
        self.process = subprocess.Popen(['nginx', '-c', config, '-p', self.folder], stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        for _ in range(100):
            try:
                urllib.request.urlopen(self.url + '/static/thumb').read()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError('nginx did not start')

    def stop(self):
        self.process.terminate()
        self.process.wait()


def drive(server, path, seconds, token=None):
    """Requests a second, and the server's CPU in microseconds for each."""
    headers = ['-H', f'Authorization: Bearer {token}'] if token else []
    before = cpu_seconds(server.pid)
    out = subprocess.run(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', *headers, server.url + path], stdout=subprocess.PIPE, text=True,
                         check=True).stdout
    used = cpu_seconds(server.pid) - before
    if 'Non-2xx' in out or 'Socket errors' in out:
        raise RuntimeError(out)
    requests = int(re.search(r'(\d+) requests in', out).group(1))
    return {'rate': float(re.search(r'Requests/sec:\s+([0-9.]+)', out).group(1)), 'cpu_us': used / requests * 1e6}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--photo', required=True)
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('--seconds', type=int, default=2)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='parlor-bench-')
    parlord = nginx = None
    try:
        parlord = Parlord(options.bin, folder, options.photo)
        files = {kind: parlord.ask('GET', parlord.paths[kind])[1] for kind in KINDS}
        nginx = Nginx(folder, files)
        rows = []
        print(f'{"":24}{"req/s":>9}  {"x nginx [90 %]":<24}{"x auth_request [90 %]":<24}CPU us a request: parlord, nginx, auth_request')
        for kind in KINDS:
            runners = {'parlor': lambda: drive(parlord, parlord.paths[kind], options.seconds, parlord.token),
                       'static': lambda: drive(nginx, '/static/' + kind, options.seconds),
                       'auth': lambda: drive(nginx, '/auth/' + kind, options.seconds)}
            rounds = [{name: runner() for name, runner in runners.items()} for _ in range(options.rounds)]
            row = {'work': f'GET {kind}, {len(files[kind])} bytes', 'unit': 'requests/s',
                   'value': statistics.median(one['parlor']['rate'] for one in rounds)}
            text = []
            for peer, target in TARGETS.items():
                ratios = [one['parlor']['rate'] / one[peer]['rate'] for one in rounds]
                low, high = interval(ratios)
                row[f'ratio_to_nginx_{peer}'] = statistics.median(ratios)
                row[f'ratio_to_nginx_{peer}_90'] = [low, high]
                text.append(f'{statistics.median(ratios):.2f} [{low:.2f} {high:.2f}] of {target}')
            for name in runners:
                row[f'cpu_us_{name}'] = statistics.median(one[name]['cpu_us'] for one in rounds)
            rows.append(row)
            cpu = ', '.join(f'{row["cpu_us_" + name]:.1f}' for name in runners)
            print(f'{row["work"]:24}{row["value"]:9.0f}  {text[0]:<24}{text[1]:<24}{cpu}', flush=True)
        commit = subprocess.run(['git', 'rev-parse', '--short', 'HEAD'], cwd=root, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
        with open(os.path.join(options.out, 'serve.json'), 'w', encoding='utf8') as file:
            json.dump({'commit': commit, 'pairs': options.rounds, 'rows': rows}, file, indent=2)
    finally:
        for server in (parlord, nginx):
            if server:
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
