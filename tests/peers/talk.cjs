// A stranger's WebSocket client: npm `ws` signs in, joins, sends, receives its own and another's message, resumes.
// Usage: node talk.cjs PEERS URL NAME PASSWORD CHANNEL
const [peers, url, name, password, channel] = process.argv.slice(2);
const WebSocket = require(require.resolve('ws', { paths: [peers] }));
const crypto = require('node:crypto');

const clientId = () => crypto.randomBytes(16).toString('base64url');

function connect(token, cursors, epoch, person) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws') + '/v1/socket');
    const link = { socket, welcome: null, events: [], replies: new Map(), waiting: [] };
    let rid = 1;
    link.ask = (op, fields) => new Promise((done, failed) => {
      const number = ++rid;
      link.replies.set(number, (frame) => (frame.op === 'ok' ? done(frame) : failed(new Error(frame.code))));
      socket.send(JSON.stringify({ op, rid: number, ...fields }));
    });
    link.until = (condition) => new Promise((done) => {
      const check = () => { if (condition()) { link.waiting = link.waiting.filter((one) => one !== check); done(); } };
      link.waiting.push(check);
      check();
    });
    socket.on('open', () => socket.send(JSON.stringify({ op: 'hello', rid: 1, protocol: 1, token, device: 'peer', epoch, person, channels: cursors })));
    socket.on('message', (data, binary) => {
      if (binary) return reject(new Error('a binary frame'));
      const frame = JSON.parse(data.toString());
      if (frame.op === 'welcome') { link.welcome = frame; resolve(link); }
      if (frame.op === 'events') link.events.push(...frame.events);
      if ((frame.op === 'ok' || frame.op === 'err') && link.replies.has(frame.rid)) link.replies.get(frame.rid)(frame);
      if (frame.op === 'err' && !link.welcome) reject(new Error(frame.code));
      link.waiting.slice().forEach((check) => check());
    });
    socket.on('error', reject);
  });
}

async function main() {
  const answer = await fetch(url + '/v1/sessions', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password, device: 'npm ws' }) });
  if (answer.status !== 201) throw new Error('sign-in: ' + answer.status);
  const { access_token: token } = await answer.json();

  const first = await connect(token, [], '', 0);
  const joined = await first.ask('join', { client_id: clientId(), name: channel });
  const id = joined.channels[0].channel.id;
  const message = { channel: id, client_id: clientId(), kind: 'text', text: 'from a stranger' };
  const sent = await first.ask('send', message);
  const again = await first.ask('send', message);
  if (again.serial !== sent.serial || !again.duplicate) throw new Error('a retry was not answered with the first place');
  await first.until(() => first.events.some((event) => event.text === 'from a stranger'));
  first.socket.terminate();

  const second = await connect(token, [], '', 0);
  const missed = await second.ask('send', { channel: id, client_id: clientId(), kind: 'text', text: 'while one was away' });
  second.socket.close();

  const third = await connect(token, [{ channel: id, serial: sent.serial }], first.welcome.epoch, 0);
  await third.until(() => third.events.some((event) => event.serial === missed.serial));
  const serials = third.events.map((event) => event.serial);
  if (serials[0] !== sent.serial + 1) throw new Error('resumed at ' + serials[0] + ' after ' + sent.serial);
  third.socket.close();
  console.log('ok');
}

main().then(() => process.exit(0), (error) => { console.error(error.stack || error); process.exit(1); });
