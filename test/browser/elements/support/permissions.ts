/** Makes `navigator.permissions` say the same of the camera and the microphone until {@link restorePermissions}. */
export const pretendPermission = (state: PermissionState): void => {
  navigator.permissions.query = async () => ({ state }) as PermissionStatus;
};

/** For `afterEach`. */
export const restorePermissions = (): void => {
  Reflect.deleteProperty(navigator.permissions, "query");
};
