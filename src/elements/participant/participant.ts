import { html, nothing, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import type { ParticipantState, RoomSnapshot } from "../../client/room/types.js";
import { attachTrack } from "../internal/attach-track.js";
import { hueOf, initials } from "../internal/avatar.js";
import { baseStyles } from "../internal/base.styles.js";
import { CallsElement } from "../internal/calls-element.js";
import { micOffIcon } from "../internal/icons/mic-off.js";
import { micIcon } from "../internal/icons/mic.js";
import { userRoundIcon } from "../internal/icons/user-round.js";
import { RoomController } from "../internal/room-controller.js";
import { shallowEqual, StoreController } from "../internal/store-controller.js";
import { LevelRing } from "./level-ring.js";
import { participantStyles } from "./participant.styles.js";

interface TileState {
  readonly person: ParticipantState | undefined;
  /** Somebody's camera is on, whether or not its picture is here already. */
  readonly cameraOn: boolean;
  readonly track: MediaStreamTrack | undefined;
  readonly microphoneOn: boolean;
  readonly reconnecting: boolean;
}

const selfTile = (snapshot: RoomSnapshot): TileState => ({
  person: snapshot.self,
  cameraOn: snapshot.camera.status === "on" || snapshot.camera.status === "starting",
  track: snapshot.camera.status === "on" ? snapshot.camera.track : undefined,
  microphoneOn: snapshot.microphone.status === "on",
  reconnecting: false,
});

const otherTile = (snapshot: RoomSnapshot, id: string): TileState => {
  const person = snapshot.participants.find((participant) => participant.id === id);
  const camera = person?.camera?.enabled ? person.camera : undefined;
  return {
    person,
    cameraOn: camera !== undefined,
    track: camera?.track,
    microphoneOn: person?.microphone?.enabled ?? false,
    reconnecting: snapshot.status.phase === "joined" && snapshot.status.media === "reconnecting",
  };
};

/**
 * @customElement calls-participant
 * @summary One person of the call: their picture, or their initials while the camera is off, their name and whether
 * their microphone is on.
 *
 * @slot - Anything to lay over the picture.
 *
 * @csspart base - The tile.
 * @csspart video - The picture.
 * @csspart avatar - The circle with the initials.
 * @csspart pill - The name with the microphone's state.
 * @csspart ring - The ring that shows who speaks.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-tile] - The ground of a tile without a picture.
 * @cssproperty [--calls-accent] - The colour of the ring.
 * @cssproperty [--calls-radius=12px] - The radius that all corners derive from.
 * @cssproperty --calls-level - Set by the element on its base: how loud the person is, 0 to 1.
 *
 * @cssstate self - This is the person in front of the screen.
 * @cssstate picture - A picture is shown.
 * @cssstate waiting - The camera is on and its first picture is on its way.
 * @cssstate muted - The microphone is off.
 * @cssstate reconnecting - The way to the others is broken and comes back by itself.
 */
export class CallsParticipant extends CallsElement {
  static override styles = [baseStyles, participantStyles];

  /** Whom to show, by their id in the room. Without it, yourself. */
  @property({ attribute: "participant-id" }) participantId = "";

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

  @query(".base") private readonly _base!: HTMLElement;
  @query("video") private readonly _video!: HTMLVideoElement;

  readonly #rooms = new RoomController(this);
  readonly #tile = new StoreController<TileState>(
    this,
    this.#rooms,
    (snapshot) => (this.#isSelf(snapshot) ? selfTile(snapshot) : otherTile(snapshot, this.participantId)),
    shallowEqual,
  );
  readonly #ring = new LevelRing();
  /** The track whose first picture has arrived. */
  #playing: MediaStreamTrack | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ring.stop();
  }

  protected override updated(): void {
    const tile = this.#tile.value;
    this.toggleState("self", tile?.person?.isSelf ?? false);
    this.toggleState("picture", this.#hasPicture);
    this.toggleState("waiting", (tile?.cameraOn ?? false) && !this.#hasPicture);
    this.toggleState("muted", !tile?.microphoneOn);
    this.toggleState("reconnecting", tile?.reconnecting ?? false);
    if (!tile?.track) this.#playing = undefined;
    attachTrack(this._video, tile?.track);
    this.#ring.follow(this.#rooms.room, tile?.microphoneOn ? tile.person?.id : undefined, this._base);
  }

  #isSelf(snapshot: RoomSnapshot): boolean {
    return this.participantId === "" || this.participantId === snapshot.self.id;
  }

  get #hasPicture(): boolean {
    const track = this.#tile.value?.track;
    return track !== undefined && track === this.#playing;
  }

  #handlePicture(): void {
    this.#playing = this.#tile.value?.track;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const tile = this.#tile.value;
    const name = tile?.person?.name ?? "";
    const isSelf = tile?.person?.isSelf ?? false;
    const classes = {
      base: true,
      picture: this.#hasPicture,
      waiting: tile === undefined || !tile.person || (tile.cameraOn && !this.#hasPicture),
      reconnecting: tile?.reconnecting ?? false,
      self: isSelf,
    };
    return html`<div part="base" class=${classMap(classes)} dir=${this.localize.dir}>
      <div part="avatar" class="avatar" aria-hidden="true" style="--_hue:${hueOf(name)}">
        ${initials(name) || userRoundIcon}
      </div>
      <video
        part="video"
        aria-label=${this.#label(name, isSelf)}
        ?hidden=${!tile?.track}
        .muted=${true}
        autoplay
        playsinline
        disablepictureinpicture
        @loadeddata=${this.#handlePicture}
      ></video>
      <div part="ring" class="ring"></div>
      <slot></slot>
      ${tile?.person ? this.#pill(tile, this.#label(name, isSelf)) : nothing}
    </div>`;
  }

  #label(name: string, isSelf: boolean): string {
    if (!isSelf) return name || this.localize.term("guest");
    return name ? this.localize.term("selfName")(name) : this.localize.term("you");
  }

  #pill(tile: TileState, label: string): TemplateResult {
    // A name runs its own way; “you” after it is a sentence of the interface.
    const dir = tile.person?.isSelf ? this.localize.dir : "auto";
    return html`<div part="pill" class="pill ${tile.microphoneOn ? "" : "muted"}">
      ${tile.microphoneOn ? micIcon : micOffIcon}
      <span class="name" dir=${dir}>${label}</span>
      <span class="visually-hidden">
        ${this.localize.term(tile.microphoneOn ? "unmuted" : "muted")}
        ${tile.cameraOn && !this.#hasPicture ? this.localize.term("waitingForVideo") : nothing}
      </span>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-participant": CallsParticipant;
  }
}
