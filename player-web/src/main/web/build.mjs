// Builds the browser application: installs what the lock file names, checks types, runs the unit
// tests, and bundles. The Maven build runs it with --out; a person may run `node build.mjs --test`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 18;
const here = dirname(fileURLToPath(import.meta.url));
const options = process.argv.slice(2);
const testsOnly = options.includes('--test');
const work = resolve(here, '../../../target/web');
const out = options.includes('--out') ? resolve(options[options.indexOf('--out') + 1]) : join(work, 'resources');

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(`Node ${OLDEST_NODE} or later is needed; this is ${process.versions.node}`);
}
const changed = remember(join(here, 'node_modules', '.installed'), digest(['package-lock.json', 'package.json']));
if (changed.is) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  changed.keep();
}
const sources = remember(join(work, 'built'), digest(filesBelow('.')) + out);
if (sources.is || testsOnly || !existsSync(join(out, 'index.html'))) {
  const esbuild = await import('esbuild');
  run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']);
  await test(esbuild);
  if (!testsOnly) {
    await bundle(esbuild);
    sources.keep();
  }
}

/** Unit tests are bundled first, since Node 18 does not read TypeScript. */
async function test(esbuild) {
  const folder = join(work, 'test');
  rmSync(folder, { recursive: true, force: true });
  const names = readdirSync(join(here, 'test')).filter((name) => name.endsWith('.test.ts'));
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: names.map((name) => join('test', name)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    outdir: folder,
    logLevel: 'warning',
  });
  const compiled = readdirSync(folder).map((name) => join(folder, name));
  run(process.execPath, ['--test', ...compiled], { quiet: !testsOnly });
}

/** Names carry a hash of the content, so browsers may keep the files for ever. */
async function bundle(esbuild) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: { gatescribe: 'src/main.tsx' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    entryNames: 'assets/[name]-[hash]',
    legalComments: 'none',
    loader: { '.svg': 'dataurl' },
    outdir: out,
    metafile: true,
    logLevel: 'warning',
  });
  const names = Object.keys(result.metafile.outputs).map((path) => resolve(here, path).slice(out.length));
  const page = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replace('%SCRIPT%', names.find((name) => name.endsWith('.js')))
    .replace('%STYLE%', names.find((name) => name.endsWith('.css')));
  writeFileSync(join(out, 'index.html'), page);
  cpSync(join(here, 'src/favicon.svg'), join(out, 'favicon.svg'));
  writeFileSync(join(out, 'licenses.txt'), licenses());
}

/** The licences of what is bundled go where the bundle goes. */
function licenses() {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}\n\n${readFileSync(join(here, 'node_modules', name, 'LICENSE'), 'utf8')}`)
    .join('\n----------------------------------------\n\n');
}

function filesBelow(folder) {
  return readdirSync(join(here, folder), { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(path).update('\0').update(readFileSync(join(here, path)));
  }
  return hash.digest('hex');
}

/** Whether `value` differs from what the last successful run left in `file`. */
function remember(file, value) {
  return {
    is: !existsSync(file) || readFileSync(file, 'utf8') !== value,
    keep() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, value);
    },
  };
}

function run(command, args, { quiet = false } = {}) {
  const done = spawnSync(command, args, { cwd: here, stdio: quiet ? 'pipe' : 'inherit', encoding: 'utf8' });
  if (done.error) {
    fail(`cannot run ${command}: ${done.error.message}`);
  }
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    fail(`${command} ${args[0]} ended with ${done.status}`);
  }
}

function fail(message) {
  process.stderr.write(`player-web: ${message}\n`);
  process.exit(1);
}
