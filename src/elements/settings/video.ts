import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { RoomStats, TrackStats } from "../../client/diagnostics/types.js";
import type { Processor } from "../../client/processors/processor.js";
import type { LocalizeController } from "../internal/localize.js";
import { switchRow } from "../internal/switch.js";

/** Something that may be behind a person instead of their room. */
export interface Background {
  readonly id: string;
  /** In the person's language: it is the page's word. */
  readonly label: string;
  /** Makes it. One and the same for as long as it is offered. */
  readonly processor: Processor;
}

export interface VideoView {
  readonly localize: LocalizeController;
  readonly backgrounds: readonly Background[];
  /** The id of the one in use; empty for none. */
  readonly background: string;
  readonly audioOnly: boolean;
  onBackground(background: Background | undefined): void;
  onAudioOnly(enabled: boolean): void;
}

const radio = (label: string, checked: boolean, onChoose: () => void): TemplateResult =>
  html`<label class="radio">
    <input type="radio" name="background" .checked=${live(checked)} @change=${onChoose} /><span>${label}</span>
  </label>`;

const backgroundsView = (view: VideoView): TemplateResult | typeof nothing => {
  const { backgrounds, background, localize, onBackground } = view;
  if (backgrounds.length === 0) return nothing;
  const terms = localize.term("settings");
  return html`<fieldset class="group">
    <legend>${terms.background}</legend>
    ${radio(terms.noBackground, background === "", () => onBackground(undefined))}
    ${backgrounds.map((each) => radio(each.label, each.id === background, () => onBackground(each)))}
  </fieldset>`;
};

/** Background, saving of data, and how good the pictures are that come and go. */
export const videoView = (view: VideoView): TemplateResult => {
  const { localize, audioOnly, onAudioOnly } = view;
  const terms = localize.term("settings");
  return html`${backgroundsView(view)}
    <div class="group">
      ${switchRow({ label: terms.saveData, advice: terms.saveDataAdvice, checked: audioOnly, onSet: onAudioOnly })}
    </div>
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
