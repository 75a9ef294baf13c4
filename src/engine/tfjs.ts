/** What tfjs needs before a program of ours runs on it, and its current backend, which is a global variable. */
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../spec/errors.js';
import { registerGradients } from './gradients/register.js';

/**
 * Gives tfjs its gradients and silences its banner, which advises users to install tfjs-node: the engine is chosen by
 * `createEngine`, and `khala doctor` says what could be installed. tfjs's production mode does nothing but that
 * (in 4.22 the flag PROD is read where warnings are printed and nowhere else).
 */
export function prepareTfjs(): void {
  registerGradients();
  tf.enableProdMode();
}

const starting = new Map<string, Promise<void>>();

/**
 * Starts a registered backend without making it the current one. tfjs starts a backend by switching to it, and while an
 * asynchronous one (wasm) starts, everybody else's tensors have none; started here, switching to it is immediate.
 */
export function startBackend(name: string): Promise<void> {
  const known = starting.get(name);
  if (known !== undefined) return known;
  const started = start(name);
  starting.set(name, started);
  // One that failed may be tried again.
  started.catch(() => starting.delete(name));
  return started;
}

async function start(name: string): Promise<void> {
  const factory = tf.findBackendFactory(name);
  if (factory === undefined || factory === null) throw new Error(`tfjs has no backend ${name}`);
  if (name in tf.engine().registry) return;
  const backend = await factory();
  tf.removeBackend(name);
  tf.registerBackend(name, () => backend, 0);
}

/**
 * Makes a started backend the current one. tf.setBackend is declared asynchronous for backends that start so; for a
 * started one it takes effect before it returns.
 */
export function useBackend(name: string): void {
  if (tf.getBackend() === name) return;
  void tf.setBackend(name);
  if (tf.getBackend() === name) return;
  throw new KhalaError(
    'ENGINE_UNAVAILABLE',
    `switching tfjs to its backend ${name}: it must be started, it is not; open its engine with createEngine first`,
  );
}
