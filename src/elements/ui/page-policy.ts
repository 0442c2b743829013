interface PolicyDocument {
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
}

/** Whether the page, or the frame around it, forbids this to itself, whatever the person allows. Only Chromium tells. */
export const isForbiddenHere = (feature: "microphone" | "camera" | "display-capture"): boolean =>
  (document as PolicyDocument).featurePolicy?.allowsFeature(feature) === false;
