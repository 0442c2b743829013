import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { RoomStats, TrackStats } from "../../client/types.js";
import type { Background } from "../core/background.js";
import type { LocalizeController } from "../core/localize.js";

/** How much comes of the others' pictures. */
export type Quality = "auto" | "low" | "none";

export interface VideoView {
  readonly localize: LocalizeController;
  readonly backgrounds: readonly Background[];
  /** The id of the one in use; empty for none. */
  readonly background: string;
  readonly quality: Quality;
  onBackground(background: Background | undefined): void;
  onQuality(quality: Quality): void;
}

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly advice?: string;
  readonly checked: boolean;
  onChoose(): void;
}

const radio = ({ name, label, advice, checked, onChoose }: Choice): TemplateResult =>
  html`<label class="radio">
    <input type="radio" name=${name} .checked=${live(checked)} @change=${onChoose} /><span
      >${label}${advice ? html`<small>${advice}</small>` : nothing}</span
    >
  </label>`;

const backgroundsView = (view: VideoView): TemplateResult | typeof nothing => {
  const { backgrounds, background, localize, onBackground } = view;
  if (backgrounds.length === 0) return nothing;
  const terms = localize.term("settings");
  return html`<fieldset class="group">
    <legend>${terms.background}</legend>
    ${[undefined, ...backgrounds].map((each) =>
      radio({
        name: "background",
        label: each?.label ?? terms.noBackground,
        checked: (each?.id ?? "") === background,
        onChoose: () => onBackground(each),
      }),
    )}
  </fieldset>`;
};

const qualityView = ({ localize, quality, onQuality }: VideoView): TemplateResult => {
  const terms = localize.term("settings");
  const choice = (value: Quality, label: string, advice?: string): TemplateResult =>
    radio({
      name: "quality",
      label,
      ...(advice !== undefined && { advice }),
      checked: value === quality,
      onChoose: () => onQuality(value),
    });
  return html`<fieldset class="group">
    <legend>${terms.quality}</legend>
    ${choice("auto", terms.qualityAuto)} ${choice("low", terms.saveData, terms.qualityLow)}
    ${choice("none", terms.soundOnly, terms.saveDataAdvice)}
  </fieldset>`;
};

/** How good the others' pictures may be, what is behind one's own, and how good the pictures are that come and go. */
export const videoView = (view: VideoView): TemplateResult => {
  const terms = view.localize.term("settings");
  return html`${qualityView(view)} ${backgroundsView(view)}
    <dl class="group facts">
      <div>
        <dt>${terms.received}</dt>
        <dd data-quality="inbound">–</dd>
      </div>
      <div>
        <dt>${terms.sent}</dt>
        <dd data-quality="outbound">–</dd>
      </div>
    </dl>`;
};

const sizeOf = ({ width, height }: TrackStats): number => (width ?? 0) * (height ?? 0);

/** The best picture of a direction, in words: its size, its frames, and the data of all of them. */
export const qualityText = ({ tracks }: RoomStats, direction: TrackStats["direction"], lang: string): string => {
  const those = tracks.filter((track) => track.direction === direction);
  const best = those.filter(({ kind }) => kind === "video").sort((a, b) => sizeOf(b) - sizeOf(a))[0];
  const bits = those.reduce((sum, { bitrate }) => sum + bitrate, 0);
  const rate = new Intl.NumberFormat(lang, {
    style: "unit",
    unit: "megabit-per-second",
    maximumFractionDigits: 1,
  }).format(bits / 1_000_000);
  if (!best || sizeOf(best) === 0) return rate;
  const frames = best.framesPerSecond === undefined ? [] : [`${Math.round(best.framesPerSecond)}/s`];
  // Each part runs its own way, whatever the direction of the line.
  return [`${best.width} × ${best.height}`, ...frames, rate].map((part) => `\u2068${part}\u2069`).join(" · ");
};
