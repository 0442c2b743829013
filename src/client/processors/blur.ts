/**
 * Blurs what is behind a person, or shows a picture there. An entry point of its own: `calls-elements/processors/blur`. The
 * model is in the npm package `@mediapipe/selfie_segmentation` (Apache-2.0), whose files a page serves itself.
 */
import { CallsError } from "../../base/error.js";
import { replaceBackground, type BackgroundOptions, type Segmenter } from "./background.js";
import type { Processor } from "./processor.js";

export { replaceBackground } from "./background.js";
export type { BackgroundOptions, Segmenter } from "./background.js";
export type { Processor, ProcessorOptions } from "./processor.js";

/** Options of {@link blur} and {@link background}. */
export interface BlurOptions extends Omit<BackgroundOptions, "image"> {
  /**
   * The address of a file of `@mediapipe/selfie_segmentation`. Default: the folder `selfie_segmentation/` next to the page.
   * About 6 MB are loaded, when the processor is set and not before.
   */
  readonly locateFile?: ((file: string) => string) | undefined;
}

/**
 * Blurs what is behind the person.
 *
 * @example
 * ```ts
 * import { blur } from "calls-elements/processors/blur";
 * await room.request({ type: "set-processor", source: "camera", processor: blur() });
 * ```
 */
export function blur({ locateFile, ...options }: BlurOptions = {}): Processor {
  return replaceBackground((signal) => loadSegmenter(locateFile, signal), options);
}

/** Shows `image` behind the person. It fills the picture. */
export function background(image: CanvasImageSource, { locateFile, ...options }: BlurOptions = {}): Processor {
  return replaceBackground((signal) => loadSegmenter(locateFile, signal), { ...options, image });
}

/** What is used of the package, which is a script and no module. */
interface Solution {
  setOptions(options: { modelSelection: number; selfieMode: boolean }): void;
  onResults(listener: (results: { segmentationMask: CanvasImageSource }) => void): void;
  initialize(): Promise<void>;
  send(inputs: { image: HTMLCanvasElement }): Promise<void>;
  close(): Promise<void>;
}
type SolutionClass = new (config: { locateFile: (file: string) => string }) => Solution;

const nextToPage = (file: string): string => new URL(`selfie_segmentation/${file}`, document.baseURI).href;

async function loadSegmenter(locateFile = nextToPage, signal: AbortSignal): Promise<Segmenter> {
  const SelfieSegmentation = await loadClass(locateFile("selfie_segmentation.js"));
  const solution = new SelfieSegmentation({ locateFile });
  let mask: CanvasImageSource | undefined;
  solution.setOptions({ modelSelection: 1, selfieMode: false });
  solution.onResults(({ segmentationMask }) => void (mask = segmentationMask));
  try {
    await solution.initialize();
  } catch (cause) {
    throw new CallsError("not-supported", "The segmentation does not start. It needs WebAssembly and WebGL.", {
      cause,
    });
  }
  if (signal.aborted) void solution.close();
  return {
    async segment(picture) {
      await solution.send({ image: picture });
      if (!mask) throw new CallsError("not-supported", "The segmentation gave nothing. It needs WebGL.");
      return mask;
    },
    close: () => void solution.close().catch(() => {}),
  };
}

const loading = new Map<string, Promise<SolutionClass>>();

/** Loads the script once. */
function loadClass(url: string): Promise<SolutionClass> {
  const loaded = loading.get(url) ?? runScript(url);
  loading.set(url, loaded);
  // Another try may find it.
  loaded.catch(() => loading.delete(url));
  return loaded;
}

async function runScript(url: string): Promise<SolutionClass> {
  const script = document.createElement("script");
  script.src = url;
  await new Promise<void>((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () =>
      reject(
        new CallsError(
          "not-supported",
          `There is no ${url}. Serve the files of @mediapipe/selfie_segmentation, and say where with locateFile.`,
        ),
      ),
    );
    document.head.append(script);
  });
  const found: unknown = Reflect.get(globalThis, "SelfieSegmentation");
  if (typeof found !== "function") throw new CallsError("not-supported", `${url} is not the segmentation.`);
  return found as SolutionClass;
}
