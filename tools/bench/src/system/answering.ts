import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Answers what a `Program` is asked (`POST /`), with 500 and the error when that fails. Any other request is answered with what the
 * process takes just now.
 */
export function answerOn<Q, A>(port: number, answer: (question: Q) => Promise<A>): void {
  const server = createServer((request, response) => {
    const answered =
      request.method === 'POST'
        ? text(request).then((body) => answer(JSON.parse(body) as Q))
        : Promise.resolve({ residentBytes: process.memoryUsage.rss() });
    answered.then(
      (result) => response.end(JSON.stringify(result)),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  server.listen(port, '127.0.0.1');
}
