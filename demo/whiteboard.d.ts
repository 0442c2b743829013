import type { CallsDatachannel, CallsRoom } from "../src/index.js";

/** @returns a function that lets go of the board. */
export declare const startWhiteboard: (options: {
  room: CallsRoom;
  strokes: CallsDatachannel;
  cursors: CallsDatachannel;
  canvas: HTMLCanvasElement;
  layer: HTMLElement;
  clear: HTMLButtonElement;
}) => () => void;
