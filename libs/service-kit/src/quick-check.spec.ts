import { CreateOrderDto } from '@ofs/contracts';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  Allow,
  IsInt,
  IsString,
  Validate,
  validateSync,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
} from 'class-validator';
import { shapeErrors } from './json-shape';
import { isSurely } from './quick-check';

const order = {
  reference: '536365',
  customerId: '17850',
  currency: 'GBP',
  lines: [
    { sku: '85123A', name: 'LANTERN', quantity: 6, unitPrice: 255 },
    { sku: '71053', quantity: 1, unitPrice: 1 },
  ],
  shippingAddress: {
    name: 'A. Buyer',
    line1: '1 Main St',
    line2: '',
    city: 'London',
    region: '',
    postalCode: 'N1 9GU',
    country: 'GB',
  },
  payment: { token: 'tok_ok' },
  metadata: { channel: 'web' },
};

const texts = ['', ' ', 'GBP', 'gbp', 'x'.repeat(64), 'x'.repeat(101), 'x'.repeat(501), 'a\nb', 'a\ud800', '6'];
const numbers = [0, -0, -1, 1, 1.5, 1_000_001, 2 ** 53, 1e308];
const others = [
  null,
  undefined,
  true,
  {},
  [],
  [[]],
  [{}],
  [null],
  { sku: 'A' },
  ['GBP'],
  order.lines,
  order.shippingAddress,
];
const oddNames = ['color', '', '0', 'length', 'constructor', '__proto__', 'toString', 'then'];

/** All places in a value, as ways to them. */
function* places(value: unknown, way: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    yield [...way, name];
    yield* places(child, [...way, name]);
  }
  if (!Array.isArray(value)) yield* oddNames.map((name) => [...way, name]);
}

/** The order with something else in one place, as it would come out of a parser. */
function withAt(way: string[], value: unknown): unknown {
  const changed = structuredClone(order);
  const parent = way.slice(0, -1).reduce<object>((at, name) => (at as Record<string, object>)[name]!, changed);
  Object.defineProperty(parent, way.at(-1)!, { value, enumerable: true, writable: true, configurable: true });
  return changed;
}

function isValid(Dto: new () => object, value: object): boolean {
  if (shapeErrors(value).length > 0) return false;
  return validateSync(plainToInstance(Dto, value), { whitelist: true, forbidNonWhitelisted: true }).length === 0;
}

it('says yes to an order', () => {
  expect(isSurely(CreateOrderDto, order)).toBe(true);
});

it.each([...places(order)].map((way) => [way.join('/'), way] as const))(
  'says yes to whatever class-validator finds right, and to nothing else: %s',
  (_, way) => {
    for (const value of [...texts, ...numbers, ...others]) {
      // JSON has no holes in arrays.
      if (value === undefined && way.at(-2) === 'lines') continue;
      const changed = withAt(way, value) as object;
      expect([value, isSurely(CreateOrderDto, changed)]).toEqual([value, isValid(CreateOrderDto, changed)]);
    }
  },
);

it.each([null, undefined, 1, 'text', true, [], [order]])('says no to what is no object: %j', (value) => {
  expect(isSurely(CreateOrderDto, value)).toBe(false);
});

class Converted {
  @Type(() => Number)
  @IsInt()
  value!: number;
}
class Trimmed {
  @Transform(({ value }) => String(value).trim())
  @IsString()
  value!: string;
}
class Untyped {
  @ValidateNested()
  value!: object;
}
class Sometimes {
  @IsString()
  @ValidateIf(() => true)
  value!: string;
}
class EachOfThem {
  @IsInt({ each: true })
  value!: number[];
}
class Sooner {
  @IsString({ validateIf: () => true })
  value!: string;
}
@ValidatorConstraint({ async: true })
class NeverTrue {
  validate = () => Promise.resolve(false);
}
class Later {
  @Validate(NeverTrue)
  value!: string;
}
class WithDefault {
  @IsInt()
  value: number = 1;
}
class Anything {
  @Allow()
  value!: unknown;
}

it.each([
  [Converted, '1'],
  [Trimmed, ' '],
  [Untyped, {}],
  [EachOfThem, [1]],
  [Sooner, 'a'],
  [Later, 'a'],
  [WithDefault, 2],
  [Anything, 1],
])('leaves a DTO to class-validator whose decorators it does not know: %p', (Dto, value) => {
  expect(isSurely(Dto, { value })).toBe(false);
});

it('knows conditions', () => {
  expect(isSurely(Sometimes, { value: 'a' })).toBe(true);
  expect(isSurely(Sometimes, { value: 1 })).toBe(false);
});
