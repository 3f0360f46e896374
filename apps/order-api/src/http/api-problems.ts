import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type ProblemCode, ProblemDto, problemTypes } from '@ofs/contracts';
import { headersOf } from './response-headers';

/** Describes the problem documents that a route may answer with. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  const statuses = new Set(codes.map((code) => problemTypes[code].status));
  const responses = [...statuses].map((status) => {
    const titles = codes.map((code) => problemTypes[code]).filter((type) => type.status === status);
    return ApiResponse({
      status,
      content,
      description: titles.map(({ title }) => title).join('; '),
      ...sentWith(status),
    });
  });
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

/** Who is refused for how the order stands is told its version; who is refused for now, when to come again. */
function sentWith(status: number) {
  if (status === 409 || status === 412) return headersOf('ETag');
  return status === 503 ? headersOf('Retry-After') : {};
}
