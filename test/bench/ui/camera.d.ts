export declare const camera: () => MediaStreamTrack;
