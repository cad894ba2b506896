// A visitor's browser on public links: Chromium, phone and desktop, with and without scripts.
// Usage: node browse.cjs PEERS '{"open","locked","password","ended","unknown","guests","file","photos","pictures"?}'
const [peers, plan] = process.argv.slice(2);
const { chromium } = require(require.resolve('playwright-core', { paths: [peers] }));
const { open, locked, password, ended, unknown, guests, file, photos, pictures } = JSON.parse(plan);

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const shapes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};

function holds(condition, what) {
  if (!condition) throw new Error(what);
}

async function until(condition, what) {
  let reason = '';
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    try {
      if (await condition()) return;
    } catch (error) { // asked while one page gave way to the next
      reason = ': ' + error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('never happened: ' + what + reason);
}

const text = (page) => page.evaluate(() => document.body.innerText);
const arrived = (page, selector) => page.evaluate((s) => [...document.querySelectorAll(s)].map((image) => image.naturalWidth), selector);
const isFitting = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

async function visit(page, address, status) {
  const answer = await page.goto(address);
  holds(answer.status() === status, address.replace(/[\w-]{22}/, '…') + ': ' + answer.status() + ' instead of ' + status);
  return answer;
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}

async function grid(page, name) {
  const answer = await visit(page, open, 200);
  const policy = answer.headers()['content-security-policy'];
  holds(policy.includes("default-src 'none'") && !policy.includes('unsafe'), 'the policy is ' + policy);
  holds(answer.headers()['referrer-policy'] === 'no-referrer', 'the address may be told to others');
  holds((await arrived(page, '.grid img')).length === photos, 'not all pictures stand in the page');
  const box = await page.locator('.grid li').last().boundingBox();
  await page.locator('.grid li').last().scrollIntoViewIfNeeded();
  await until(async () => (await arrived(page, '.grid img')).every((width) => width > 0), 'all pictures arrive');
  const later = await page.evaluate(() => document.querySelector('.grid li:last-child').getBoundingClientRect().width);
  holds(Math.abs(later - box.width) < 1, 'the page moved when its pictures arrived');
  holds(await isFitting(page), name + ': it is wider than the window');
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, name);
}

async function lightbox(page, name, scripts) {
  await page.locator('.grid a').first().click();
  await until(async () => (await arrived(page, '.box img'))[0] > 0, 'the picture arrives');
  holds(await isFitting(page), name + ': the picture is wider than the window');
  await picture(page, name);
  holds(await page.locator('.previous').count() === 0, 'there is one before the first');
  const seen = new Set();
  for (let i = 0; ; ++i) {
    seen.add(page.url());
    if (await page.locator('.next').count() === 0) break;
    const before = page.url();
    if (scripts && i % 2 === 0) await page.keyboard.press('ArrowRight');
    else await page.locator('.next').click();
    await until(async () => page.url() !== before, 'the next one');
    await until(async () => (await arrived(page, '.box img'))[0] > 0, 'the next picture arrives');
  }
  holds(seen.size === photos, 'the way through all pictures leads to ' + seen.size);
  const last = page.url();
  await page.locator('.previous').click();
  await until(async () => page.url() !== last && seen.has(page.url()), 'the one before');
  await page.waitForLoadState('load'); // scripts listen by then
  if (scripts) await page.keyboard.press('Escape');
  else await page.locator('.back').click();
  await until(async () => await page.locator('.grid').count() === 1, 'back to all pictures');
}

// Five attempts a minute: one of them is wrong.
async function passwords(page, name, tryWrong) {
  await visit(page, locked, 200);
  holds(await page.locator('img').count() === 0, 'pictures before the password');
  await picture(page, name);
  if (tryWrong) {
    await page.fill('input[type=password]', 'not it');
    await page.click('button');
    await until(async () => (await page.locator('.wrong').count()) === 1, 'it says that the password is wrong');
    await picture(page, name + '-wrong');
  }
  await page.fill('input[type=password]', password);
  await page.click('button');
  await until(async () => (await page.locator('.grid img').count()) === photos, 'the pictures behind the password');
  await until(async () => (await arrived(page, '.grid img'))[0] > 0, 'a picture behind the password');
}

async function ends(page, name) {
  await visit(page, ended, 410);
  const words = await text(page);
  await picture(page, name);
  await visit(page, unknown, 404);
  holds(words === await text(page), 'the page tells that a link was there');
}

async function guest(page, name) {
  await visit(page, guests, 200);
  await picture(page, name);
  await page.setInputFiles('input[type=file]', file);
  await page.click('button');
  await until(async () => (await page.locator('.done').count()) === 1, 'thanks for the photo');
  await picture(page, name + '-done');
}

async function main() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  try {
    for (const [shape, size] of Object.entries(shapes))
      for (const colorScheme of ['light', 'dark']) {
        const scripts = colorScheme === 'dark';
        const context = await browser.newContext({ ...size, colorScheme, javaScriptEnabled: scripts });
        const page = await context.newPage();
        const origin = new URL(open).origin;
        const wrong = [];
        page.on('request', (request) => { if (new URL(request.url()).origin !== origin) wrong.push(request.url()); });
        page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) wrong.push(message.text()); });
        page.on('pageerror', (error) => wrong.push(String(error)));
        const name = `${shape}-${colorScheme}`;
        await grid(page, name);
        await lightbox(page, name + '-picture', scripts);
        await passwords(page, name + '-password', name === 'phone-light');
        await ends(page, name + '-ended');
        if (shape === 'phone') await guest(page, name + '-guests');
        holds(wrong.length === 0, wrong.join('\n'));
        await context.close();
      }
  } finally {
    await browser.close();
  }
}

main().then(() => process.exit(0), (error) => { console.error(error.stack); process.exit(1); });
