/** The whole kit, with every element registered before a test begins: the package's own entry loads most of them late. */
import { defineAllElements } from "../../../../src/elements/room/all-elements.js";

defineAllElements();

export * from "../../../../src/index.js";
