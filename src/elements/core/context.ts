import { createContext } from "@lit/context";
import type { Room } from "../../client/types.js";

/**
 * The {@link Room} of the nearest `<calls-room>`. Its identity stays while the room element is on the page, so that
 * consumers follow it with a {@link StoreController} and not through the context.
 */
export const roomContext = createContext<Room | undefined>(Symbol.for("calls-elements.room"));
