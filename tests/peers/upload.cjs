// A stranger's upload client: npm `tus-js-client` uploads, is cut in the middle, and a new one resumes.
// Usage: node upload.cjs PEERS URL NAME PASSWORD FILE
const [peers, url, name, password, path] = process.argv.slice(2);
const tus = require(require.resolve('tus-js-client', { paths: [peers] }));
const fs = require('node:fs');
const crypto = require('node:crypto');

async function main() {
  const answer = await fetch(url + '/v1/sessions', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password, device: 'npm tus' }) });
  if (answer.status !== 201) throw new Error('sign-in: ' + answer.status);
  const { access_token: token } = await answer.json();
  const bytes = fs.readFileSync(path);
  const options = {
    endpoint: url + '/v1/uploads', chunkSize: 256 * 1024, retryDelays: null,
    headers: { Authorization: 'Bearer ' + token }, metadata: { filename: 'peer.jpg', filetype: 'image/jpeg' },
  };
  const where = await new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, { ...options,
      onProgress: (sent) => { if (sent > bytes.length / 2) { upload.abort(); resolve(upload.url); } },
      onError: reject, onSuccess: () => reject(new Error('it was not cut')) });
    upload.start();
  });
  const head = await fetch(where, { method: 'HEAD', headers: { ...options.headers, 'Tus-Resumable': '1.0.0' } });
  const offset = Number(head.headers.get('upload-offset'));
  if (!(offset > 0 && offset < bytes.length)) throw new Error('the cut upload stands at ' + offset);
  const photo = await new Promise((resolve, reject) => {
    let id = null;
    const upload = new tus.Upload(bytes, { ...options, uploadUrl: where,
      onAfterResponse: (request, response) => { id = response.getHeader('Parlor-Photo') || id; },
      onError: reject, onSuccess: () => resolve(id) });
    upload.start();
  });
  const original = await fetch(url + '/v1/photos/' + photo + '/original', { headers: options.headers });
  const back = Buffer.from(await original.arrayBuffer());
  const hash = (data) => crypto.createHash('sha256').update(data).digest('hex');
  if (hash(back) !== hash(bytes)) throw new Error('the bytes came back changed');
  console.log(offset + ' of ' + bytes.length + ' were kept');
}

main().then(() => process.exit(0), (error) => { console.error(error.stack || error); process.exit(1); });
