import { fastify } from 'fastify';

// What Fastify does by itself: it reads a JSON body and answers. `node api.js <port>`.

const app = fastify();
app.get('/', () => 'ok');
app.post('/v1/orders', (_request, reply) => reply.code(202).send({ id: '1', status: 'accepted' }));
void app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
