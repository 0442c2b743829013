export declare const wordsOf: (lang: string) => Record<string, string>;
export declare const bestOf: (languages: readonly string[]) => string;
export declare const LANGUAGES: readonly string[];
