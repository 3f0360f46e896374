import { once } from 'node:events';
import { connect } from 'node:net';
import type { Answer } from './api';

/** Sends bytes as they are, and reads until the server closes the connection. */
export async function exchange(port: number, bytes: string | Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return parseAnswer(Buffer.concat(chunks).toString());
}

/** Reads an answer with a Content-Length. */
export function parseAnswer(text: string): Answer {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  const status = Number(statusLine.split(' ')[1]);
  return { status, headers, text: body, body: body === '' ? {} : (JSON.parse(body) as Answer['body']) };
}
