import { Stock } from '@ofs/order-store';
import { rewriteScripts } from './rewrite-scripts';

const stock: Pick<Stock, 'release'> = Stock.prototype;
const { release } = stock;
stock.release = async function (order) {
  await release.call(this, order);
  return release.call(this, order);
};

// What is given back stays noted as the order's, so that the second time gives it back as well.
rewriteScripts((lua) =>
  lua.includes(`'state', 'released'`) ? lua.replace(/redis\.call\('HDEL', reservation, [^)]*\)/, '') : lua,
);
