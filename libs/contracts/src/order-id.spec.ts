import * as uuid from 'uuid';
import { createdAtOf, isOrderId, MAX_PARTITIONS, newOrderId, orderIdPrefix, partitionOf } from './order-id';

jest.mock('uuid', () => ({ v7: jest.fn(jest.requireActual<typeof uuid>('uuid').v7) }));

function withUuid(text: string): void {
  jest.spyOn(uuid, 'v7').mockReturnValueOnce(Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex')));
}

describe('the encoding', () => {
  // From the TypeID specification, version 0.3: its example, and its `valid` test vectors.
  it.each([
    ['01890a5d-ac96-774b-bcce-b302099a8057', '01h455vb4pex5vsknk084sn02q'],
    ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
    ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
    ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
    ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
    ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['0110c853-1d09-52d8-d73e-1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
  ])('writes UUID %s as %s', (text, suffix) => {
    withUuid(text);
    const lastTenBits = Number.parseInt(text.slice(-3), 16) & 0x3ff;
    expect(newOrderId(lastTenBits)).toBe(`ord_${suffix}`);
  });
});

describe('the partition', () => {
  it.each([0, 1, 31, 32, 255, 256, 1_022, 1_023])('%d is read back from the id', (partition) => {
    const id = newOrderId(partition);
    expect(partitionOf(id)).toBe(partition);
    expect(isOrderId(id)).toBe(true);
  });

  it.each([-1, MAX_PARTITIONS, 0.5, NaN, Infinity])('%d is none', (partition) => {
    expect(() => newOrderId(partition)).toThrow(RangeError);
  });

  it('changes nothing else in the id', () => {
    withUuid('01890a5d-ac96-774b-bcce-b302099a8057');
    withUuid('01890a5d-ac96-774b-bcce-b302099a8057');
    expect(newOrderId(0).slice(0, -2)).toBe(newOrderId(1_023).slice(0, -2));
  });
});

describe('the time', () => {
  it('is read back from the id, in milliseconds', () => {
    const before = Date.now();
    const createdAt = createdAtOf(newOrderId(7));
    expect(createdAt).toBeGreaterThanOrEqual(before);
    // The generator may run ahead of the clock when many ids are made within a millisecond.
    expect(createdAt).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('is that of the UUID', () => {
    expect(createdAtOf('ord_01h455vb4pex5vsknk084sn02q')).toBe(0x01890a5dac96);
  });

  it('sorts the ids, also those of one millisecond', () => {
    const ids = Array.from({ length: 5_000 }, () => newOrderId(0));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes a prefix that sorts before each id of its millisecond and after each of the one before', () => {
    const id = 'ord_01h455vb4pex5vsknk084sn02q';
    const createdAt = createdAtOf(id);
    expect(id.startsWith(orderIdPrefix(createdAt))).toBe(true);
    expect(orderIdPrefix(createdAt) < id).toBe(true);
    expect(id < orderIdPrefix(createdAt + 1)).toBe(true);
    expect(orderIdPrefix(0)).toBe('ord_0000000000');
  });
});

describe('isOrderId', () => {
  it.each([
    '',
    'ord_',
    '01h455vb4pex5vsknk084sn02q',
    'ORD_01h455vb4pex5vsknk084sn02q',
    'usr_01h455vb4pex5vsknk084sn02q',
    'ord_01h455vb4pex5vsknk084sn02',
    'ord_01h455vb4pex5vsknk084sn02qq',
    'ord_81h455vb4pex5vsknk084sn02q',
    'ord_01H455VB4PEX5VSKNK084SN02Q',
    'ord_01h455vb4pex5vsknk084sn02i',
    'ord_01h455vb4pex5vsknk084sn02u',
    'ord_01h455vb4pex5vsknk084sn02q\n',
  ])('is false for %j', (text) => {
    expect(isOrderId(text)).toBe(false);
  });
});
