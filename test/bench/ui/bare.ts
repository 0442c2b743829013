/** The pictures alone, as many as a grid has: what they cost is the browser's own. */
import { camera } from "./camera.js";
import type { BenchPage } from "./page.js";

const page: BenchPage = {
  async mount(count) {
    const stage = document.querySelector<HTMLElement>("#stage")!;
    const columns = Math.ceil(Math.sqrt(count));
    stage.style.cssText = `display: grid; grid-template-columns: repeat(${columns}, 1fr); grid-auto-rows: 1fr; gap: 8px`;
    for (let index = 0; index < count; index++) {
      const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true, playsInline: true });
      video.style.cssText = "inline-size: 100%; block-size: 100%; min-block-size: 0; object-fit: cover";
      video.srcObject = new MediaStream([camera()]);
      stage.append(video);
    }
  },
  async unmount() {
    document.querySelector("#stage")!.replaceChildren();
  },
  speak() {},
};
window.bench = page;
