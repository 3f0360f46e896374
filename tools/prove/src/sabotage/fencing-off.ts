import { rewriteScripts, withFunction } from './rewrite-scripts';

rewriteScripts((lua) => withFunction(withFunction(lua, 'holdsLease', 'return true'), 'guardHolds', 'return true'));
