import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(__dirname, '../../../tools/test-summary.mjs');

describe('tools/test-summary.mjs', () => {
  let workspace: string;
  beforeEach(() => (workspace = mkdtempSync(join(tmpdir(), 'summary-'))));
  afterEach(() => rmSync(workspace, { recursive: true }));

  function report(project: string, counts: unknown): void {
    mkdirSync(join(workspace, 'reports'), { recursive: true });
    writeFileSync(join(workspace, 'reports', `${project}.json`), JSON.stringify(counts));
  }

  function project(folder: string): void {
    mkdirSync(join(workspace, folder), { recursive: true });
    writeFileSync(join(workspace, folder, 'jest.config.js'), '');
  }

  function summary(): { line: string; code: number | null } {
    const { stdout, status } = spawnSync(process.execPath, [script, workspace], { encoding: 'utf8' });
    return { line: stdout, code: status };
  }

  it('adds up all suites', () => {
    project('apps/order-api');
    project('libs/redis-queue');
    report('order-api', { passed: 3, failed: 0, skipped: 0 });
    report('redis-queue', { passed: 4, failed: 0, skipped: 0 });
    expect(summary()).toEqual({ line: '7 passed, 0 failed\n', code: 0 });
  });

  it('fails when a test has failed, and tells of skipped ones', () => {
    project('libs/redis-queue');
    report('redis-queue', { passed: 4, failed: 1, skipped: 2 });
    expect(summary()).toEqual({ line: '4 passed, 1 failed, 2 skipped\n', code: 1 });
  });

  it('fails when no test was executed', () => {
    expect(summary()).toEqual({ line: '0 passed, 0 failed\n', code: 1 });
    project('libs/redis-queue');
    report('redis-queue', { passed: 0, failed: 0, skipped: 5 });
    expect(summary()).toEqual({ line: '0 passed, 0 failed, 5 skipped\n', code: 1 });
  });

  it('leaves out suites that no longer exist', () => {
    project('libs/redis-queue');
    report('redis-queue', { passed: 4, failed: 0, skipped: 0 });
    report('renamed', { passed: 9, failed: 9, skipped: 0 });
    expect(summary()).toEqual({ line: '4 passed, 0 failed\n', code: 0 });
  });
});
