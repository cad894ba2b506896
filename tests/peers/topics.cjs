// A stranger's topic client: npm `ws`, as a shell script or a sensor would use it.
// Usage: node topics.cjs PEERS WS_URL [TOKEN]
const [peers, url, token] = process.argv.slice(2);
const WebSocket = require(require.resolve('ws', { paths: [peers] }));

function open(path, headers = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url + path, { headers });
    const link = { socket, frames: [], waiting: [] };
    link.say = (value) => socket.send(typeof value === 'string' ? value : JSON.stringify(value));
    link.until = (condition) => new Promise((done) => {
      const check = () => { if (condition(link.frames)) { link.waiting = link.waiting.filter((one) => one !== check); done(); } };
      link.waiting.push(check);
      check();
    });
    socket.on('message', (data) => { link.frames.push(data.toString()); link.waiting.slice().forEach((check) => check()); });
    socket.on('open', () => resolve(link));
    socket.on('error', reject);
  });
}

async function main() {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const [one, two] = [await open('/', headers), await open('/any/path?x=1', headers)];
  one.say({ type: 'subscribe', topic: 'garden' });
  two.say({ type: 'subscribe', topic: 'other' });
  two.say({ type: 'subscribe', topic: 'garden', ttl: Math.floor(Date.now() / 1000) + 60 });
  // What a socket says is heard in order, so its own message comes after its subscriptions.
  two.say('{"type":"message","topic":"garden","message":{"t":21.50}}');
  await two.until((frames) => frames.length === 1);
  one.say({ type: 'message', topic: 'garden', message: 'bye' });
  await Promise.all([one, two].map((link) => link.until((frames) => frames.some((frame) => frame.includes('bye')))));
  const expected = '{"id":"2","type":"data","payload":{"data":{"data":{"t":21.50}}}}';
  if (two.frames[0] !== expected) throw new Error(two.frames[0]);
  if (one.frames.at(-1) !== '{"id":"1","type":"data","payload":{"data":{"data":"bye"}}}') throw new Error(one.frames.at(-1));
  one.say('nonsense');
  await one.until((frames) => frames.at(-1).includes('"bad_frame"'));
  one.say({ type: 'message', topic: 'garden', message: 1 });
  await two.until((frames) => frames.at(-1).endsWith('{"data":1}}}'));
  one.socket.close();
  two.socket.close();
  console.log('ok');
}

main().then(() => process.exit(0), (error) => { console.error(error.stack || error); process.exit(1); });
