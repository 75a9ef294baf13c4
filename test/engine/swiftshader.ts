/**
 * SwiftShader, a GPU driver that computes on the processor: with it the WebGPU engine is tested where there is no GPU. Debian's
 * chromium brings it, libvulkan1 the loader.
 */
import { existsSync } from 'node:fs';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADERS = ['x86_64', 'aarch64'].map((arch) => `/usr/lib/${arch}-linux-gnu/libvulkan.so.1`);

/** Makes it the only driver of this process; returns why that cannot be, or null. To be called before the engine opens. */
export function useSwiftShader(): string | null {
  if (!existsSync(DRIVER)) return `${DRIVER} is missing: install Debian's package chromium`;
  if (!LOADERS.some((path) => existsSync(path)))
    return `libvulkan.so.1 is missing: install Debian's package libvulkan1`;
  process.env.VK_ICD_FILENAMES = DRIVER;
  process.env.VK_DRIVER_FILES = DRIVER;
  return null;
}
