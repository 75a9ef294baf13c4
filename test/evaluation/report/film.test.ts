import { describe, expect, it } from 'vitest';
import { createFilmCamera, lengthOf, sightingAt } from '../../../src/evaluation/report/film.js';
import { filmPicture, strengthChart } from '../../../src/evaluation/report/replay-picture.js';
import { UNIT_TYPE } from '../../../src/spec/vocabulary.js';
import { infoOf, sampleBattle, sampleFilm, stepOf } from './samples.js';

const NAMES = { 1: 'one', 2: 'two' };
const unit = (tag: bigint, owner: number, x: number) => ({
  tag,
  owner,
  type: UNIT_TYPE.zealot,
  x,
  y: 5,
  health: 50,
});

describe('film camera', () => {
  it('has no film before a match', () => {
    expect(createFilmCamera().film()).toBeNull();
  });

  it('keeps one life a unit and its death', () => {
    const film = sampleFilm([1, 2]);
    expect(film.units).toHaveLength(10);
    for (const loop of [0, 100, 200, 300]) {
      const standing = film.units.filter((one) => sightingAt(one, loop) !== null);
      expect(standing).toHaveLength(sampleBattle(loop).length);
    }
    expect(lengthOf(film)).toBe(300);
  });

  it('is the same film from both views as from either when both see everything', () => {
    const strip = (viewers: readonly number[]) =>
      sampleFilm(viewers).units.map(({ owner, loops, gone }) => ({ owner, loops, gone }));
    expect(strip([1])).toEqual(strip([1, 2]));
  });

  it('believes each player about his own units only', () => {
    const camera = createFilmCamera();
    camera.start(infoOf(1));
    camera.start(infoOf(2));
    camera.observation(1, stepOf(1, 0, [unit(1n, 1, 3)]));
    camera.observation(2, stepOf(2, 0, [unit(2n, 2, 20)]));
    // Player 1 does not see the other's unit any longer: that is fog, not death.
    camera.observation(1, stepOf(1, 2, [unit(1n, 1, 4)]));
    camera.observation(2, stepOf(2, 2, [unit(2n, 2, 19)]));
    camera.observation(2, stepOf(2, 4, []));
    const film = camera.film();
    expect(film?.units.map((one) => [one.owner, one.gone])).toEqual([
      [1, null],
      [2, 4],
    ]);
  });

  it('follows an enemy in and out of sight when only one view is filmed', () => {
    const camera = createFilmCamera();
    camera.start(infoOf(1));
    camera.observation(1, stepOf(1, 0, [unit(2n, 2, 20)]));
    camera.observation(1, stepOf(1, 2, []));
    expect(camera.film()?.units[0].gone).toBe(2);
    camera.observation(1, stepOf(1, 4, [unit(2n, 2, 18)]));
    expect(camera.film()?.units[0]).toMatchObject({ gone: null, loops: [0, 4] });
  });

  it('survives JSON', () => {
    const film = sampleFilm([1, 2]);
    expect(JSON.parse(JSON.stringify(film))).toEqual(film);
  });
});

describe('filmPicture', () => {
  it('draws every standing unit of every panel and every death once', () => {
    const film = sampleFilm([1, 2]);
    const { body } = filmPicture(film, NAMES);
    const standing = [0, 60, 120, 180, 240, 300].map((loop) => sampleBattle(loop).length);
    expect(body.match(/class="letter"/g)).toHaveLength(standing.reduce((a, b) => a + b));
    const deaths = film.units.filter((one) => one.gone !== null).length;
    expect(body.match(/class="cross/g)).toHaveLength(2 * deaths);
    expect(deaths).toBeGreaterThan(5);
    expect(body).not.toContain('NaN');
  });

  it('marks no death of a side whose own view is missing', () => {
    const { body } = filmPicture(sampleFilm([1]), NAMES);
    expect(body).not.toContain('class="cross second"');
    expect(body).toContain('class="cross first"');
  });

  it('tells types apart that share an initial', () => {
    const camera = createFilmCamera();
    camera.start(infoOf(1));
    const types = [UNIT_TYPE.marine, UNIT_TYPE.marauder, UNIT_TYPE.medivac, UNIT_TYPE.zealot];
    const units = types.map((type, i) => ({ ...unit(BigInt(i + 1), 1, 3 + i), type }));
    camera.observation(1, stepOf(1, 0, units));
    const film = camera.film();
    const letters =
      film && [...filmPicture(film, NAMES).body.matchAll(/middle">(\w+)</g)].map(([, text]) => text);
    expect(new Set(letters).size).toBe(4);
    expect(letters).toContain('Z');
  });

  it('draws a match without units', () => {
    const camera = createFilmCamera();
    camera.start(infoOf(1));
    const film = camera.film();
    expect(film && filmPicture(film, NAMES).body).not.toContain('NaN');
    expect(film && strengthChart(film, NAMES, 900).body).not.toContain('NaN');
  });
});

describe('strengthChart', () => {
  it('has a line for each side whose view was filmed', () => {
    expect(strengthChart(sampleFilm([1, 2]), NAMES, 900).body.match(/<polyline/g)).toHaveLength(2);
    expect(strengthChart(sampleFilm([2]), NAMES, 900).body.match(/<polyline/g)).toHaveLength(1);
  });
});
