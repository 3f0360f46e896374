import { Answers } from './answers';

function answersTo(orders: number, text: string): Answers {
  const answers = new Answers(orders);
  // A chunk ends anywhere.
  for (let at = 0; at < text.length; at += 7) answers.add(Buffer.from(text.slice(at, at + 7)));
  return answers;
}

const accepted = (line: number) => `{"line":${line},"status":202,"id":"ord_1"}\n`;

it('tells a rate for each tenth', () => {
  const lines = Array.from({ length: 20 }, (_, index) => accepted(index + 1)).join('');
  const { ordersPerSecond, parts } = answersTo(20, lines).figures();
  expect(parts).toHaveLength(10);
  expect(ordersPerSecond).toBeGreaterThan(0);
});

it('refuses to tell figures where an order was refused, or not answered', () => {
  const refused = '{"line":2,"status":503,"problem":{}}\n';
  expect(() => answersTo(2, accepted(1) + refused).figures()).toThrow('1 of 2 orders were accepted: {"line":2');
  expect(() => answersTo(2, accepted(1)).figures()).toThrow('1 of 2 orders were accepted');
});
