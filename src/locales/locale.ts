/**
 * Everything that the elements say, one module per language. A language is loaded when somebody speaks it, and what it lacks is
 * said in English. This module says which words there are.
 *
 * @module
 */

/** What happened, and what the person can do about it. */
export interface Advice {
  readonly title: string;
  readonly advice: string;
}

/** Why a device cannot be used, in words that say what to do next. */
export interface DeviceAdvice {
  readonly blocked: string;
  readonly missing: string;
  readonly busy: string;
  readonly unsuitable: string;
  readonly lost: string;
  /** By the system: a switch on the device, another app, a phone call. */
  readonly muted: string;
  readonly insecure: string;
  readonly failed: string;
}

/** What keeps both devices away at once, said in one sentence. */
export type BothDevicesAdvice = Pick<DeviceAdvice, "blocked" | "missing" | "insecure">;

/** Words of the chat. */
export interface ChatTerms {
  readonly title: string;
  readonly messages: string;
  readonly empty: string;
  readonly emptyAdvice: string;
  readonly unavailable: string;
  readonly notJoined: string;
  readonly to: string;
  readonly everyone: string;
  /** Somebody who was written to has gone. */
  readonly gone: (name: string) => string;
  readonly writeToAll: string;
  readonly writeTo: (name: string) => string;
  readonly send: string;
  readonly emoji: string;
  readonly charactersLeft: (count: number) => string;
  readonly tooLong: (count: number) => string;
  /** On a message that only two people read. */
  readonly onlyYouAnd: (name: string) => string;
  readonly reply: string;
  readonly replyingTo: (name: string) => string;
  readonly edit: string;
  readonly editing: string;
  readonly save: string;
  readonly edited: string;
  readonly delete: string;
  readonly deleteTitle: string;
  readonly deleteAdvice: string;
  readonly deleted: string;
  readonly newMessages: string;
  readonly sending: string;
  readonly notSent: string;
  readonly discard: string;
  readonly failed: string;
  readonly sendFile: string;
  readonly saveFile: string;
  readonly fileSent: string;
  readonly fileTooLarge: (limit: string) => string;
  readonly noListeners: string;
  readonly filesForAll: string;
  // Spoken only
  readonly fileFrom: (name: string) => string;
  readonly messageFrom: (name: string) => string;
  readonly privateMessageFrom: (name: string) => string;
  readonly severalMessages: (count: number) => string;
}

/** Words of the list of people. */
export interface PeopleTerms {
  readonly title: string;
  readonly search: string;
  readonly noMatch: string;
  readonly waiting: string;
  readonly admit: string;
  readonly admitAll: string;
  readonly deny: string;
  readonly hands: string;
  readonly inCall: string;
  readonly viewer: string;
  readonly audience: string;
  readonly cameraOn: string;
  readonly cameraOff: string;
  readonly forHosts: string;
  readonly lock: string;
  readonly lockAdvice: string;
  readonly waitingRoom: string;
  readonly waitingRoomAdvice: string;
  readonly muteAll: string;
  readonly muteAllQuestion: string;
  readonly muteAllAdvice: string;
  readonly makeHost: string;
  readonly makeHostQuestion: (name: string) => string;
  readonly makeHostAdvice: string;
  readonly makeSpeaker: string;
  readonly makeViewer: string;
  readonly bringOn: string;
  readonly sendBack: string;
  readonly removeAdvice: string;
  readonly ban: string;
  readonly banQuestion: (name: string) => string;
  readonly banAdvice: string;
  readonly copyInvite: string;
  readonly copied: string;
  readonly copyFailed: string;
}

/** Words of the settings. */
export interface SettingsTerms {
  readonly title: string;
  readonly devices: string;
  readonly video: string;
  readonly general: string;
  readonly noChoice: string;
  readonly systemDefault: string;
  readonly level: string;
  readonly background: string;
  readonly noBackground: string;
  /** How good the others' pictures may be: a heading, and three choices with what is to be said of two of them. */
  readonly quality: string;
  readonly qualityAuto: string;
  readonly saveData: string;
  readonly qualityLow: string;
  readonly soundOnly: string;
  readonly saveDataAdvice: string;
  readonly received: string;
  readonly sent: string;
  readonly language: string;
  readonly languageOfPage: string;
  readonly sounds: string;
  readonly soundsAdvice: string;
  readonly captions: string;
}

/** Words of the statistics. */
export interface StatsTerms {
  readonly title: string;
  readonly nothing: string;
  readonly copyReport: string;
  readonly copied: string;
  readonly bitrate: string;
  readonly loss: string;
  readonly delay: string;
  readonly frameRate: string;
}

/** What the panels beside the stage say. */
export interface PanelTerms {
  readonly chat: ChatTerms;
  readonly peoplePanel: PeopleTerms;
  readonly settings: SettingsTerms;
  readonly stats: StatsTerms;
}

/** What captions and the transcript say around what people say. */
export interface CaptionsTerms {
  readonly captions: string;
  readonly turnOn: string;
  readonly turnOff: string;
  readonly transcript: string;
  readonly said: string;
  readonly nothing: string;
  readonly nothingAdvice: string;
  readonly trouble: string;
  readonly off: string;
  readonly look: string;
  readonly size: string;
  readonly sizes: { readonly small: string; readonly medium: string; readonly large: string };
  readonly lines: string;
  readonly background: string;
  readonly backgrounds: { readonly solid: string; readonly soft: string; readonly none: string };
  readonly position: string;
  readonly positions: { readonly bottom: string; readonly top: string; readonly tiles: string };
  readonly search: string;
  readonly noMatch: string;
  readonly matches: (count: number) => string;
  readonly latest: string;
  readonly copy: string;
  readonly copied: string;
  readonly download: string;
  readonly text: string;
  readonly sinceJoined: string;
  readonly beginning: (count: number) => string;
  readonly keepOut: string;
  readonly keepOutAdvice: string;
  readonly keptOut: (names: string) => string;
  readonly speak: string;
  readonly asRoom: string;
  readonly write: string;
  readonly writeAdvice: string;
  readonly forEveryone: string;
  readonly written: string;
  readonly writtenEnded: string;
}

/** What is said of an AI that takes part. */
export interface AiTerms {
  readonly title: string;
  readonly advice: string;
  readonly instructions: string;
  readonly voice: string;
  readonly bring: string;
  readonly end: string;
  readonly coming: (name: string) => string;
  readonly free: (name: string) => string;
  readonly mine: (name: string) => string;
  readonly held: (who: string, name: string) => string;
  readonly place: (place: number) => string;
  readonly hold: string;
  readonly ask: string;
  readonly giveBack: string;
  readonly take: string;
  readonly mark: string;
  readonly failures: Readonly<
    Record<"not-configured" | "refused" | "busy" | "unreachable" | "ended" | "idle" | "limit", string>
  >;
}

/** What is said of captions in another language. */
export interface TranslationTerms {
  readonly label: string;
  /** Not translated. */
  readonly none: string;
  /** Of words that were. */
  readonly translated: string;
  readonly trouble: string;
}

/** What is said of the assistant in the chat. */
export interface AssistantTerms {
  /** Beside its name, so that nobody takes it for a person. */
  readonly mark: string;
  /** `mention` as it is written, such as `@assistant`. */
  readonly hint: (mention: string) => string;
  readonly gets: string;
  readonly getsSpoken: string;
  readonly off: string;
  readonly allow: string;
  readonly listen: string;
  readonly listenAdvice: string;
  readonly nowListens: string;
  readonly failures: Readonly<
    Record<
      "refused" | "busy" | "unreachable" | "slow" | "silent" | "too-many" | "limit" | "forbidden" | "stopped",
      string
    >
  >;
}

/** What is said during a call: by tiles, controls, the banner, and at the door. */
export interface MeetingTerms {
  // Control bar
  readonly controls: string;
  readonly microphoneMenu: string;
  readonly cameraMenu: string;
  readonly shareScreen: string;
  readonly cannotShare: string;
  readonly shareFailed: string;
  readonly shareBlocked: string;
  readonly raiseHand: string;
  readonly react: string;
  readonly reactions: string;
  readonly chatButton: string;
  readonly unreadCount: (count: string) => string;
  readonly peopleButton: string;
  readonly waitingCount: (count: number) => string;
  readonly layout: string;
  readonly layoutAuto: string;
  readonly layoutGrid: string;
  readonly layoutSpeaker: string;
  readonly layoutSidebar: string;
  readonly pictureInPicture: string;
  readonly endPictureInPicture: string;
  readonly fullScreen: string;
  readonly endFullScreen: string;
  readonly settingsButton: string;
  readonly more: string;
  readonly leaveCall: string;
  readonly endForAll: string;
  readonly endQuestion: string;
  readonly endAdvice: string;
  readonly shortcuts: string;
  readonly shortcutsAdvice: string;
  readonly useShortcuts: string;
  readonly space: string;
  readonly holdToTalk: string;
  // Spoken only
  readonly reacted: (who: string) => string;
  readonly cameraIsOn: string;
  readonly screenIsShared: string;
  readonly screenIsNotShared: string;
  readonly handIsUp: string;
  readonly handIsDown: string;

  // At the door
  readonly waitingTitle: string;
  readonly waitingAdvice: string;
  readonly stopWaiting: string;

  // What the banner and the toasts say
  readonly recording: string;
  readonly recordingEnded: string;
  readonly picturesPaused: string;
  readonly youAreMuted: string;
  readonly unmute: string;
  readonly notNow: string;
  readonly askedToUnmute: (name: string) => string;
  readonly askedForCamera: (name: string) => string;
  readonly askedForScreen: (name: string) => string;
  readonly mutedBy: (name: string) => string;
  readonly cameraOffBy: (name: string) => string;
  readonly screenOffBy: (name: string) => string;
  readonly raisedHand: (name: string) => string;
  readonly wantsIn: (name: string) => string;
  readonly endsInMinutes: (minutes: number) => string;

  // In the call
  readonly people: string;
  readonly you: string;
  readonly selfName: (name: string) => string;
  readonly guest: string;
  readonly muted: string;
  readonly unmuted: string;
  readonly waitingForVideo: string;
  readonly aloneTitle: string;
  readonly turnOnSound: string;
  readonly joining: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly reconnectingRoom: string;

  // The stage: tiles, pages, shared screens
  readonly moreFor: (name: string) => string;
  readonly pin: string;
  readonly unpin: string;
  readonly pinned: string;
  readonly spotlit: string;
  readonly host: string;
  readonly handRaised: string;
  readonly networkFair: string;
  readonly networkPoor: string;
  readonly volume: string;
  readonly previousPage: string;
  readonly nextPage: string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly sharing: (name: string) => string;
  readonly youShare: string;
  readonly stopSharing: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly zoomFit: string;
  readonly ownView: string;
  readonly hideOwnView: string;
  readonly showOwnView: string;

  // What hosts do
  readonly muteThem: string;
  readonly askToUnmute: string;
  readonly turnTheirCameraOff: string;
  readonly stopTheirSharing: string;
  readonly lowerHand: string;
  readonly spotlight: string;
  readonly endSpotlight: string;
  readonly remove: string;
  readonly removeQuestion: (name: string) => string;
  readonly cancel: string;

  // Spoken only
  readonly someoneJoined: (name: string) => string;
  readonly someoneLeft: (name: string) => string;
}

/** Every word that the elements show or speak. Functions take what is filled in; they return plain text. */
export interface Terms extends PanelTerms, MeetingTerms {
  readonly captionsPanel: CaptionsTerms;
  readonly ai: AiTerms;
  readonly assistant: AssistantTerms;
  readonly translation: TranslationTerms;
  // Before the call
  readonly joinTitle: string;
  readonly joinRoom: (room: string) => string;
  readonly yourName: string;
  readonly nameMissing: string;
  readonly roomMissing: string;
  readonly join: string;
  readonly preview: string;
  readonly cameraIsOff: string;
  readonly cameraIsStarting: string;
  readonly turnOnDevices: string;

  // Controls
  readonly microphone: string;
  readonly camera: string;
  readonly turnMicrophoneOn: string;
  readonly turnMicrophoneOff: string;
  readonly turnCameraOn: string;
  readonly turnCameraOff: string;
  readonly starting: string;
  readonly leave: string;
  readonly dismiss: string;
  readonly microphoneAdvice: DeviceAdvice;
  readonly cameraAdvice: DeviceAdvice;
  readonly devicesAdvice: BothDevicesAdvice;
  /** The one that was to be used is busy, and the one of this name is used. */
  readonly otherMicrophone: (name: string) => string;
  readonly otherCamera: (name: string) => string;
  /** The page forbids it to itself, or to the frame, whatever the person allows. */
  readonly deviceForbidden: (device: string) => string;

  // Control bar
  readonly systemDefault: string;

  // Choosing devices before the call
  readonly speaker: string;
  readonly testSpeaker: string;

  // What the banner and the toasts say
  readonly recorded: string;
  readonly mayBeWritten: string;
  readonly networkGood: string;
  readonly networkLimited: string;
  readonly weakConnection: string;

  // After the call
  readonly rateTitle: string;
  readonly rateGood: string;
  readonly rateBad: string;
  readonly rateThanks: string;
  readonly callEnded: Advice;
  readonly roomLocked: Advice;
  readonly denied: Advice;
  readonly banned: Advice;

  // Spoken only
  readonly youJoined: string;

  // Panels
  readonly close: string;

  // After the call
  readonly leftTitle: string;
  readonly leftAdvice: string;
  readonly rejoin: string;
  readonly tryAgain: string;
  readonly back: string;

  // What can go wrong
  readonly invalidRoom: Advice;
  readonly invalidName: Advice;
  readonly roomNotFound: Advice;
  readonly roomFull: Advice;
  readonly removed: Advice;
  readonly replaced: Advice;
  readonly stale: Advice;
  readonly notAllowed: Advice;
  readonly notLetIn: Advice;
  readonly inviteExpired: Advice;
  readonly noService: Advice;
  readonly offline: Advice;
  readonly serverTrouble: Advice;
  readonly tooMany: Advice;
  readonly blockedNetwork: Advice;
  readonly insecurePage: Advice;
  readonly oldBrowser: Advice;
  readonly somethingWrong: Advice;
}

/** What the first screen says, and what is said when nothing else can be. */
export type BaseTerms = Omit<
  Terms,
  keyof PanelTerms | keyof MeetingTerms | "captionsPanel" | "ai" | "assistant" | "translation"
>;

/** A language: its tag, its direction, its words. */
export interface Locale {
  /** A BCP 47 tag, such as `de` or `pt-BR`. */
  readonly code: string;
  /** The direction in which the language is read; the elements' layout follows it. */
  readonly dir: "ltr" | "rtl";
  /** A word that is missing is said in English. */
  readonly terms: Partial<Terms>;
}
