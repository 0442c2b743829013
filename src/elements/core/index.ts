/**
 * The elements. This folder is what they are built on, the kit's own and an application's: the base class, the room that an
 * element is for, the events that ask it for things, and words. Beside it, `ui` has the widgets that several of them use,
 * `buttons` the controls, and every other element has a folder of its name.
 *
 * @module
 */
export type { Background } from "./background.js";
export { CallsElement } from "./calls-element.js";
export { roomContext } from "./context.js";
export { defineElement } from "./define.js";
export * from "./events.js";
export { offerFeature, type FeatureParts } from "./feature-parts.js";
export { registerLocales } from "./localize.js";
export { mayAsk } from "./may-ask.js";
export { RoomController, type RoomHost } from "./room-controller.js";
export { RoomElement } from "./room-element.js";
export {
  selectUi,
  uiOf,
  type OwnPanel,
  type Panel,
  type RoomUi,
  type RoomUiState,
  type StageLayout,
} from "./room-ui.js";
export {
  Selected,
  shallowEqual,
  type RoomListener,
  type RoomSource,
  type SelectedOptions,
  type Store,
} from "./selected.js";
