import { Redis, ReplyError } from 'ioredis';

interface ScriptCommands {
  eval: (lua: string, ...rest: unknown[]) => Promise<unknown>;
  evalsha: (...rest: unknown[]) => Promise<unknown>;
}

/** Changes every Lua script of this process on its way to Redis. */
export function rewriteScripts(rewrite: (lua: string) => string): void {
  const commands = Redis.prototype as unknown as ScriptCommands;
  const evaluate = commands.eval;
  // Scripts are named by a digest of what they were; without that they are sent in full.
  commands.evalsha = () =>
    Promise.reject(new (ReplyError as new (message: string) => Error)('NOSCRIPT No matching script.'));
  commands.eval = function (lua, ...rest) {
    return evaluate.call(this, rewrite(lua), ...rest);
  };
}

/** Lua: gives a function of a script another body. */
export function withFunction(lua: string, name: string, body: string): string {
  return lua.replace(
    new RegExp(`local function ${name}\\(`),
    `local function ${name}() ${body} end\nlocal function was_${name}(`,
  );
}
