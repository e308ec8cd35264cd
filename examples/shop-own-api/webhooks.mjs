// The shop's own webhooks, delivered after each answer. What is not delivered is lost: that is WooCommerce's way.
import { createHmac } from 'node:crypto';

export class Webhooks {
  #hooks = [];
  #due = [];
  #last = 0;

  constructor(source) {
    this.source = source;
  }

  create({ topic, delivery_url: url, secret }) {
    const hook = { id: ++this.#last, status: 'active', topic, delivery_url: url, secret };
    this.#hooks.push(hook);
    this.#due.push({ url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `webhook_id=${hook.id}` });
    return shown(hook);
  }

  list() {
    return this.#hooks.map(shown);
  }

  get(id) {
    const hook = this.#hooks.find((own) => String(own.id) === id);
    return hook && shown(hook);
  }

  delete(id) {
    this.#hooks = this.#hooks.filter((own) => String(own.id) !== id);
  }

  announce(topic, document) {
    const [resource, event] = topic.split('.');
    for (const hook of this.#hooks.filter((own) => own.topic === topic)) {
      const body = JSON.stringify(document);
      this.#due.push({
        url: hook.delivery_url, body,
        headers: {
          'content-type': 'application/json', 'x-wc-webhook-source': this.source, 'x-wc-webhook-topic': topic,
          'x-wc-webhook-resource': resource, 'x-wc-webhook-event': event, 'x-wc-webhook-id': String(hook.id),
          'x-wc-webhook-delivery-id': String(++this.#last),
          'x-wc-webhook-signature': createHmac('sha256', hook.secret).update(body).digest('base64'),
        },
      });
    }
  }

  /** Delivers what is due, in its order; a receiver that is not there misses it. */
  async deliver() {
    for (let next = this.#due.shift(); next; next = this.#due.shift()) {
      await fetch(next.url, { method: 'POST', headers: next.headers, body: next.body }).catch(() => {});
    }
  }
}

const shown = ({ secret, ...rest }) => rest;
