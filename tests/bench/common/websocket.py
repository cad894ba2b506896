"""A WebSocket of a client, as far as the benches need one."""
import json


class WebSocket:
    """Over a connected stream; signs in with `token`."""

    def __init__(self, stream, token):
        self.stream = stream
        self.buffer = b''
        stream.sendall(b'GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                       b'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
        while b'\r\n\r\n' not in self.buffer:
            self.more()
        self.buffer = self.buffer.split(b'\r\n\r\n', 1)[1]
        self.send(1, json.dumps({'op': 'hello', 'rid': 1, 'protocol': 1, 'token': token, 'device': 'bench'}).encode())
        self.until('"op":"welcome"')

    def more(self):
        got = self.stream.recv(65536)
        if not got:
            raise RuntimeError('the server hung up')
        self.buffer += got

    def send(self, opcode, payload):
        # Masked with zeros.
        size = len(payload)
        head = bytes([0x80 | opcode, 0x80 | size]) if size < 126 else bytes([0x80 | opcode, 0xFE]) + size.to_bytes(2, 'big')
        self.stream.sendall(head + b'\0\0\0\0' + payload)

    def frame(self):
        """Opcode and payload of the next one; waits for it."""
        while True:
            if len(self.buffer) >= 2:
                size, at = self.buffer[1], 2
                if size >= 126:
                    at = 4 if size == 126 else 10
                    size = int.from_bytes(self.buffer[2:at], 'big')
                if len(self.buffer) >= at + size:
                    opcode, payload = self.buffer[0] & 15, self.buffer[at:at + size]
                    self.buffer = self.buffer[at + size:]
                    return opcode, payload
            self.more()

    def until(self, *words):
        """The next text that has all of these in it. Answers pings on the way."""
        while True:
            opcode, payload = self.frame()
            if opcode == 9:
                self.send(10, payload)
            elif opcode == 8:
                raise RuntimeError('the server closed the connection')
            elif opcode == 1:
                text = payload.decode()
                if all(word in text for word in words):
                    return text

    def close(self):
        self.stream.close()
