// What index.js declares with its own hands; with what the schemas say it becomes koppel.d.ts.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A method that needs no client. */
export interface PureMethod<Request, Reply> {
  (request: string): string;
  (request: Uint8Array): Buffer;
  (request: Request): Reply;
}

/** A method on a client. An aborted signal ends the calls to the outside that are under way on the client. */
export interface ClientMethod<Request, Reply> {
  (request: string, options?: CallOptions): Promise<string>;
  (request: Uint8Array, options?: CallOptions): Promise<Buffer>;
  (request: Request, options?: CallOptions): Promise<Reply>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export type LogLevel = 'off' | 'error' | 'warning' | 'info' | 'debug';

export interface OpenOptions {
  /** Takes what the library tells about its work, after the call it tells of. */
  log?: (level: LogLevel, record: { event: string; facts: Record<string, unknown> }) => void;
  /** `info` when absent. */
  logLevel?: LogLevel;
}

/** A request that reached the shop's own server. */
export interface HttpRequest {
  method: string;
  /** The path and the query, exactly as they came. */
  target: string;
  scheme: 'http' | 'https';
  remoteAddress: string;
  /** Pairs, Node's rawHeaders, or an object. */
  headers: [string, string][] | string[] | Record<string, string | string[] | undefined>;
  /** Exactly as it came. */
  body?: string | Uint8Array;
}

/** What to answer. */
export interface Reply {
  /** 0 while the library asks the shop something. */
  status: number;
  headers: [string, string][];
  body: Buffer;
  /** What now has something to do: best after the reply was sent. */
  wake: ('inbox' | 'outbox')[];
  /** The shop's answer to it goes to httpAnswer, which gives the final reply. */
  ask: Ask | null;
  /** Whom the shop is to log in before it sends this. */
  login: PunchoutLogin | null;
  /** Writes status, headers and body. */
  send(response: ServerResponse): void;
}

/** A call that failed. */
export class KoppelError extends Error {
  readonly code: ErrorCode;
  /** JSON Pointer into the request. */
  readonly path: string;
  /** Whether the same call may be made again without any look-up. */
  readonly retryable: boolean;
  /** What to quote to support. */
  readonly reference: string | null;
  /** What the caller may do now, as in koppel.h. */
  readonly status: number;
  readonly statusName: StatusName;
  /** The error document as the library gave it. */
  readonly document: string;
}

/** A document in pieces, cut anywhere: a readable stream, the body of a fetch, a generator, a list. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> | string | Uint8Array;

/** Feeds a document chunk by chunk, at the reader's pace, and gives what is ready by then. */
export interface StreamMethod<Request, Reply> {
  (request: string, chunks: Chunks, options?: CallOptions): AsyncGenerator<string, void, void>;
  (request: Uint8Array, chunks: Chunks, options?: CallOptions): AsyncGenerator<Buffer, void, void>;
  (request: Request, chunks: Chunks, options?: CallOptions): AsyncGenerator<Reply, void, void>;
}

/** Maps a catalogue too large to lie in memory. */
export const productMapStream: StreamMethod<Omit<MapRequest, 'items'>, MapReply>;

export interface AnyMethod {
  (method: string, request?: object): unknown;
  (method: string, request: string): string;
  (method: string, request: Uint8Array): Buffer;
}

/** A client: one shop. */
export class Koppel {
  /** Opens no connection and reads nothing before the first call. */
  constructor(config: Config | string | Uint8Array, options?: OpenOptions);
  /** Any method, by its name. */
  call(method: string, request: string, options?: CallOptions): Promise<string>;
  call(method: string, request: Uint8Array, options?: CallOptions): Promise<Buffer>;
  call(method: string, request?: object, options?: CallOptions): Promise<unknown>;
  /** Answers a request of a platform. Given what node:http gives a server, it reads the body itself. */
  httpRespond(request: HttpRequest | IncomingMessage, options?: CallOptions): Promise<Reply>;
  /** Answers what a reply of httpRespond asked, and gives the reply to send. */
  httpAnswer(answer: AnswerRequest, options?: CallOptions): Promise<Reply>;
  /** States a catalogue too large to lie in memory. Nothing is stored before the first part is asked for. */
  catalogSyncStream: StreamMethod<Omit<SyncRequest, 'items'>, SyncReply>;
  productMapStream: typeof productMapStream;
  /** Closes the client when its calls are done; streams into it end. */
  close(): Promise<void>;
}
export interface Koppel extends PureMethods, ClientMethods {}
