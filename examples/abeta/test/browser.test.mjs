// The same in a browser, as a buyer sees it: clicks from the purchasing system through the shop and back. The pictures lie
// in target/abeta afterwards.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { start } from './run.mjs';

const modules = process.env.EXAMPLE_MODULES ?? process.cwd();
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = chromium ? false : 'no Chromium is installed';
let world;
let browser;

before(async () => {
  if (skip) return;
  world = await start();
  const puppeteer = createRequire(`${modules}/`)('puppeteer-core');
  browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

for (const name of ['express', 'php']) {
  test(`${name}: a buyer clicks through the whole punch-out`, { skip }, async () => {
    const tab = await browser.newPage();
    await tab.setViewport({ width: 1000, height: 700 });
    mkdirSync(path.join(modules, 'pictures'), { recursive: true });
    let nth = 0;
    const picture = (what) => tab.screenshot({ path: path.join(modules, 'pictures', `${name}-${nth += 1}-${what}.png`) });
    const click = (selector) => Promise.all([tab.waitForNavigation(), tab.click(selector)]);
    const text = () => tab.evaluate(() => document.body.innerText);

    await tab.goto(world.abeta);
    await picture('purchasing-system');
    await click(`#${name}`);
    if (name === 'php') { // This shop asks for a click, so that no program logs in.
      await picture('confirm');
      assert.match(await text(), /U komt uit uw inkoopsysteem/);
      await click('button');
    }
    const shop = new URL(tab.url());
    assert.equal(shop.origin, world.shops[name]);
    assert.match(shop.pathname, /^\/winkel\/[0-9a-f]{32}\/$/);
    await click('li:nth-child(1) button');
    await click('li:nth-child(3) button');
    await picture('shop');
    await click('#return');
    assert.equal(new URL(tab.url()).origin, world.abeta);
    assert.match(await text(), /Winkelwagen [0-9a-f]{12}/);
    await picture('cart-is-back');
    await click('#order');
    assert.match(await text(), /success[\s\S]*Order confirmed successfully\./);
    await picture('ordered');
    await tab.close();
  });
}
