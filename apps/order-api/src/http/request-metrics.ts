import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';

const requestSeconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'How long requests took until their answer was sent, by method, route and status; the route of an unknown path is empty',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Fastify hook, when an answer was sent. The route is its pattern: paths, with an id in each, would become a series each. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { method } = request;
  const route = request.is404 ? '' : request.routeOptions.url;
  requestSeconds.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
  done();
}
