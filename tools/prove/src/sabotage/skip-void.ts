const send = globalThis.fetch;
globalThis.fetch = (input, init) =>
  typeof input === 'string' && input.endsWith('/void')
    ? Promise.resolve(Response.json({ id: 'void_of_nothing' }, { status: 201 }))
    : send(input, init);
