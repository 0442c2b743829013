import type { DeviceKind } from "../core/room-ui.js";

/** Whether a device may be used without the browser asking first. Browsers that do not tell count as no. */
export const isDeviceAllowed = async (kind: DeviceKind): Promise<boolean> => {
  try {
    const status = await navigator.permissions.query({ name: kind as PermissionName });
    return status.state === "granted";
  } catch {
    return false;
  }
};
