/** What tfjs needs before a program of ours runs on it. */
import * as tf from '@tensorflow/tfjs-core';
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
