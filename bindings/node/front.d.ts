// koppel in a server: plain node:http, Express, Fastify.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerRequest, Ask, Koppel, PunchoutLogin } from './koppel';

export interface FrontOptions {
  /** What the shop answers to what koppel asks: who logs in, whether a user consents. */
  answer?: (ask: Ask, request: IncomingMessage) => Omit<AnswerRequest, 'ask_id'> | Promise<Omit<AnswerRequest, 'ask_id'>>;
  /** Logs the user of a punch-out in, before the reply is sent. */
  login?: (login: PunchoutLogin, request: IncomingMessage, response: ServerResponse) => unknown;
  /** Called after the reply was sent, with what now has something to do. */
  wake?: (names: ('inbox' | 'outbox')[]) => unknown;
  /** Where koppel answers; elsewhere the next handler is called. */
  places?: readonly string[];
}

/** Where the library answers, below the shop's address. */
export const PLACES: readonly string[];

/** For node:http (`createServer(front(koppel))`), Connect and Express (`app.use(front(koppel))`, before body parsers). */
export function front(
  koppel: Koppel,
  options?: FrontOptions,
): (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void;

/** For Fastify: `app.register(fastifyFront, { koppel })`. */
export function fastifyFront(
  app: { all(path: string, options: any, handler: any): unknown },
  options: FrontOptions & { koppel: Koppel },
  done: (error?: Error) => void,
): void;

declare const fronts: { fastifyFront: typeof fastifyFront; front: typeof front; PLACES: typeof PLACES };
export default fronts;
