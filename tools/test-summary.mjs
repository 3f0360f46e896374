// Adds up the counts that tools/test-report.js has left in reports/, and prints them as one line.
// usage: node tools/test-summary.mjs [workspace folder]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const workspace = process.argv[2] ?? join(import.meta.dirname, '..');
const total = { passed: 0, failed: 0, skipped: 0 };

for (const file of reportFiles()) {
  if (!isSuite(basename(file, '.json'))) continue;
  const counts = JSON.parse(readFileSync(join(workspace, 'reports', file), 'utf8'));
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
}

const line = `${total.passed} passed, ${total.failed} failed`;
console.log(total.skipped > 0 ? `${line}, ${total.skipped} skipped` : line);
process.exitCode = total.passed > 0 && total.failed === 0 ? 0 : 1;

function reportFiles() {
  const folder = join(workspace, 'reports');
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
}

/** A project that was renamed or removed has left its report behind. */
function isSuite(project) {
  return ['apps', 'libs', 'tools'].some((folder) => existsSync(join(workspace, folder, project, 'jest.config.js')));
}
