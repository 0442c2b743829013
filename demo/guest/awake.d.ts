export declare const keepAwake: () => () => void;
