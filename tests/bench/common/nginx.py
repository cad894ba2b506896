"""nginx with two workers on a folder of files, as the yardstick of what parlord serves and takes."""
import os
import subprocess
import time
import urllib.request

from common.parlord import free_port


class Nginx:
    """/static/NAME; /auth/NAME behind auth_request; PUT /put/NAME. `certificate`: (key, certificate) for a second port with TLS."""

    def __init__(self, folder, files, certificate=None):
        self.folder = os.path.join(folder, 'nginx')
        for place in ('static', 'auth', 'put', 'body'):
            os.makedirs(os.path.join(self.folder, place))
        for name, content in files.items():
            for place in ('static', 'auth'):
                with open(os.path.join(self.folder, place, name), 'wb') as file:
                    file.write(content)
        os.chmod(folder, 0o755)
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        tls = ''
        if certificate:
            port = free_port()
            self.tls_url = f'https://127.0.0.1:{port}'
            tls = (f'server {{ listen 127.0.0.1:{port} ssl reuseport; root {self.folder}; ssl_certificate_key {certificate[0]};'
                   f' ssl_certificate {certificate[1]}; ssl_protocols TLSv1.2 TLSv1.3; }}')
        config = os.path.join(self.folder, 'nginx.conf')
        with open(config, 'w', encoding='utf8') as file:
            file.write(f'''daemon off; worker_processes 2; pid {self.folder}/pid; error_log stderr crit;
{"user root;" if os.getuid() == 0 else ""}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100; etag on;
  client_max_body_size 0; client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/b; fastcgi_temp_path {self.folder}/c;
  uwsgi_temp_path {self.folder}/d; scgi_temp_path {self.folder}/e;
  server {{
    listen 127.0.0.1:{self.port} reuseport; root {self.folder};
    location /put/ {{ dav_methods PUT; }}
    location /auth/ {{ auth_request /may; }}
    location = /may {{ internal; proxy_pass http://127.0.0.1:{self.port}/yes; proxy_http_version 1.1; proxy_pass_request_body off;
      proxy_set_header Connection ""; }}
    location = /yes {{ return 204; }}
  }}
  {tls}
}}
''')
        self.process = subprocess.Popen(['nginx', '-c', config, '-p', self.folder], stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url + '/static/' + next(iter(files))).read()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError('nginx did not start')

    def stop(self):
        self.process.terminate()
        self.process.wait()
