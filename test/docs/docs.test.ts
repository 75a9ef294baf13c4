import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { checkFlags } from '../../src/cli/flags.js';
import { parseArguments } from '../../src/cli/parse.js';

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'agent/base/MODEL_CARD.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Command lines of a page's shell blocks, continued lines joined. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) =>
    block.replace(/\\\n\s*/g, ''),
  );
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => /^(?:node bin\/khala\.js|khala) (.*?)(?: +[#>|].*)?$/.exec(line)?.[1])
    .filter((line) => line !== undefined);
}

/** Words of a command line; quotes hold a word together. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]);

/** Anchors of a page's headings, as GitHub makes them. */
function headingsOf(path: string): Set<string> {
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links only to files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('links only to headings that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)];
    const lost = links.filter(([, file, heading]) => {
      const target = file === '' ? page : join(dirname(page), file);
      return target.endsWith('.md') && !headingsOf(target).has(heading);
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });

  it('shows only command lines that the program accepts', async () => {
    for (const line of commandLines(text)) {
      const [name, ...args] = words(line);
      if (name.startsWith('--') || name === 'COMMAND') continue;
      expect(Object.keys(COMMANDS), line).toContain(name);
      const { summary, load } = COMMANDS[name];
      const { command } = await load();
      const request = parseArguments(name, summary, command, args);
      if (request.kind === 'run')
        expect(() => checkFlags(command.flags, request.options), line).not.toThrow();
    }
  });
});

it('the README names every command', () => {
  const table = [...readFileSync('README.md', 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(table.sort()).toEqual(Object.keys(COMMANDS).sort());
});

it('the README shows how to serve, play, record, inspect, train and evaluate', () => {
  const shown = commandLines(readFileSync('README.md', 'utf8')).map((line) => line.split(' ')[0]);
  expect(shown).toEqual(expect.arrayContaining(['serve', 'play', 'record', 'inspect', 'train', 'evaluate']));
});
