/** Whether this machine has a GPU, without loading its driver. */
import { existsSync } from 'node:fs';

/** Files by which Linux shows one: NVIDIA's driver, any driver that renders, Windows' own under WSL. */
export const GPU_DEVICES = ['/dev/nvidia0', '/dev/dri/renderD128', '/dev/dxg'] as const;

/** True where a GPU is worth a try. macOS and Windows always have something that draws their screen. */
export function hasGpu(): boolean {
  return process.platform !== 'linux' || GPU_DEVICES.some((path) => existsSync(path));
}
