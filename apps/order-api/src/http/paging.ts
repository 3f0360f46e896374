import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsWholeNumber } from '@ofs/contracts';
import { Type } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import type { FastifyReply } from 'fastify';

export const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The query parameter `limit` of a list; its initial value is `DEFAULT_LIMIT`. */
export function IsLimit(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
      example: DEFAULT_LIMIT,
      description: 'How many a page has at most',
    }),
    IsOptional(),
    Type(() => Number),
    IsWholeNumber({ max: MAX_LIMIT }),
  );
}

/** The query parameter `cursor` of a list. @param isCursor whether it is one that this list has given out */
export function IsCursor(isCursor: (text: string) => boolean, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, example, description: 'Where the last page ended: its `nextCursor`' }),
    IsOptional(),
    ValidateBy({
      name: 'isCursor',
      validator: {
        validate: (value) => typeof value === 'string' && isCursor(value),
        defaultMessage: () => 'must be the nextCursor of another page',
      },
    }),
  );
}

/** A cursor is opaque to clients: what is in it may change. */
export function toCursor(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** The place that a cursor stands for; undefined where `toCursor` has not made it, as whatever is no Base64 would be read as something. */
export function placeIn(cursor: string): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString();
  return toCursor(place) === cursor ? place : undefined;
}

/** Leads to the next page (`Link`, RFC 8288), if there is one. */
export function linkNextPage(reply: FastifyReply, nextCursor: string | null): void {
  if (nextCursor === null) return;
  const next = new URL(reply.request.url, 'http://localhost');
  next.searchParams.set('cursor', nextCursor);
  void reply.header('Link', `<${next.pathname}${next.search}>; rel="next"`);
}
