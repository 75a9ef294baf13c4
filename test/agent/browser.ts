/** A page in headless Chromium that tells its result to a server of ours. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, extname, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.onnx': 'application/octet-stream',
  '.wasm': 'application/wasm',
};
const MOST_MILLISECONDS = 120_000;

/** Path of a browser that is installed here, or null. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync) ?? null;
}

/**
 * Opens `page` and answers what it posts to `/result`. `files` are served under their keys, folders with what is in them.
 * @throws Error where the browser ends, or the page says nothing for two minutes, with what the browser wrote
 */
export async function runPage(
  chromium: string,
  page: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'khala-browser-'));
  const { promise, resolve, reject } = withResolvers();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/result') {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => {
        response.end();
        resolve(text);
      });
      return;
    }
    const file = path === '/' ? null : fileAt(files, path);
    if (path !== '/' && file === null) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(file ?? 'page.html')] ?? 'application/octet-stream');
    response.end(file === null ? page : readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  browser.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((closed) => browser.on('close', () => closed()));
  browser.on('error', reject);
  browser.on('close', (code) => reject(new Error(`the browser ended with ${code}: ${said.slice(-2000)}`)));
  const patience = setTimeout(
    () => reject(new Error(`the page said nothing for ${MOST_MILLISECONDS} ms: ${said.slice(-2000)}`)),
    MOST_MILLISECONDS,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(patience);
    browser.kill('SIGKILL');
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The file that a path means: one that is served, or one directly in a folder that is. */
function fileAt(files: Readonly<Record<string, string>>, path: string): string | null {
  const [, first, second] = path.split('/');
  if (!Object.hasOwn(files, first)) return null;
  const file = second === undefined ? files[first] : join(files[first], second);
  return existsSync(file) ? file : null;
}

function withResolvers(): {
  promise: Promise<string>;
  resolve: (text: string) => void;
  reject: (error: Error) => void;
} {
  let [resolve, reject]: [(text: string) => void, (error: Error) => void] = [
    () => undefined,
    () => undefined,
  ];
  const promise = new Promise<string>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}
