import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** `/openapi.json`, and a page to browse and try it at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Order Fulfillment System')
    .setDescription(
      'Takes orders and answers at once; fulfils them in the background. Errors are problem documents (RFC 9457). ' +
        'A field of a body that may be left out may be null, too. ' +
        'Each answer has an `X-Request-Id`: the one of its request, or a new one.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Order Fulfillment System',
  });
}
