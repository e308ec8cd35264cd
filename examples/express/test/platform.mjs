// A stand-in for the platform: it orders at the shop as it would at a WooCommerce, and writes down what the shop tells it.
import { createServer } from 'node:http';

export async function startPlatform() {
  const told = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks)) : {};
    told.push({ method: request.method, path: request.url, body });
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    const id = request.method === 'PUT' ? request.url.split('/').at(-1) : 9000 + told.length;
    response.end(JSON.stringify({ id, ...body }));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = `127.0.0.1:${server.address().port}`;
  return { told, address, stop: () => { server.closeAllConnections(); server.close(); } };
}

/** What the platform asks of a shop, with the key that the shop gave it. */
export const client = (base, key, secret) => async (method, path, body) => {
  const response = await fetch(`${base}/wp-json/wc/v3/${path}`, {
    method, body: body && JSON.stringify(body),
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`, 'content-type': 'application/json',
      'x-forwarded-proto': 'https',
    },
  });
  return { status: response.status, document: await response.json() };
};
