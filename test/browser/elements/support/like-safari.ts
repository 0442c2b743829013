/** Takes away what Safari lacks, on a computer or on a phone. To be imported before anything of the kit. */
const remove = (from: object, ...names: string[]): void => {
  for (const name of names) Reflect.deleteProperty(from, name);
};

remove(HTMLMediaElement.prototype, "setSinkId", "sinkId");
remove(AudioContext.prototype, "setSinkId", "sinkId");
remove(MediaDevices.prototype, "getDisplayMedia");
remove(globalThis, "documentPictureInPicture", "requestIdleCallback", "scheduler", "MediaStreamTrackProcessor");
remove(HTMLVideoElement.prototype, "requestPictureInPicture", "requestVideoFrameCallback");
remove(Navigator.prototype, "permissions");
remove(HTMLDialogElement.prototype, "closedBy");
remove(Document.prototype, "featurePolicy");
Object.defineProperty(Document.prototype, "pictureInPictureEnabled", { get: () => false });
