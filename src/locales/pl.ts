import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Zaczynamy?",
  joinRoom: (room) => `Za chwilę dołączysz do „${room}”.`,
  yourName: "Twoje imię",
  nameMissing: "Wpisz swoje imię, aby inni wiedzieli, kim jesteś.",
  roomMissing: "Ta strona nie wskazuje, do której rozmowy dołączyć.",
  join: "Dołącz",
  joining: "Dołączanie…",
  preview: "Twoja kamera",
  cameraIsOff: "Twoja kamera jest wyłączona",
  cameraIsStarting: "Włączanie kamery…",
  turnOnDevices: "Włącz kamerę i mikrofon",

  controls: "Sterowanie rozmową",
  microphone: "Mikrofon",
  camera: "Kamera",
  turnMicrophoneOn: "Włącz mikrofon",
  turnMicrophoneOff: "Wyłącz mikrofon",
  turnCameraOn: "Włącz kamerę",
  turnCameraOff: "Wyłącz kamerę",
  starting: "Włączanie…",
  leave: "Opuść rozmowę",
  dismiss: "Zamknij",
  microphoneAdvice: {
    blocked: "Mikrofon jest zablokowany. Zezwól na niego w pasku adresu i spróbuj ponownie.",
    missing: "Nie znaleziono mikrofonu. Podłącz go i spróbuj ponownie.",
    busy: "Inna aplikacja używa mikrofonu. Zamknij ją i spróbuj ponownie.",
    unsuitable: "Tego mikrofonu nie można tu użyć. Wypróbuj inny.",
    lost: "Mikrofon został odłączony. Podłącz go z powrotem i spróbuj ponownie.",
    insecure: "Mikrofon działa tylko na bezpiecznych stronach. Otwórz tę stronę przez https.",
    failed: "Mikrofon się nie włączył. Spróbuj ponownie.",
  },
  cameraAdvice: {
    blocked: "Kamera jest zablokowana. Zezwól na nią w pasku adresu i spróbuj ponownie.",
    missing: "Nie znaleziono kamery. Podłącz ją i spróbuj ponownie.",
    busy: "Inna aplikacja używa kamery. Zamknij ją i spróbuj ponownie.",
    unsuitable: "Tej kamery nie można tu użyć. Wypróbuj inną.",
    lost: "Kamera została odłączona. Podłącz ją z powrotem i spróbuj ponownie.",
    insecure: "Kamera działa tylko na bezpiecznych stronach. Otwórz tę stronę przez https.",
    failed: "Kamera się nie włączyła. Spróbuj ponownie.",
  },
  devicesAdvice: {
    blocked: "Mikrofon i kamera są zablokowane. Zezwól na nie w pasku adresu i spróbuj ponownie.",
    missing: "Nie znaleziono mikrofonu ani kamery. Podłącz któreś z nich i spróbuj ponownie.",
    insecure: "Mikrofon i kamera działają tylko na bezpiecznych stronach. Otwórz tę stronę przez https.",
  },

  people: "Osoby w rozmowie",
  you: "Ty",
  selfName: (name) => `${name} (ty)`,
  guest: "Gość",
  muted: "Mikrofon wyłączony",
  unmuted: "Mikrofon włączony",
  waitingForVideo: "Obraz zaraz się pojawi",
  aloneTitle: "Na razie nie ma tu nikogo innego",
  turnOnSound: "Włącz dźwięk",
  connecting: "Łączenie…",
  reconnecting: "Połączenie zostało przerwane. Za chwilę wrócisz do rozmowy…",
  reconnectingRoom: "Ponowne łączenie… Inni nadal Cię widzą i słyszą.",

  youJoined: "Jesteś w rozmowie",
  someoneJoined: (name) => `${name} dołącza do rozmowy`,
  someoneLeft: (name) => `${name} opuszcza rozmowę`,

  leftTitle: "Jesteś już poza rozmową",
  leftAdvice: "Do następnego razu.",
  rejoin: "Dołącz ponownie",
  tryAgain: "Spróbuj ponownie",
  back: "Wstecz",

  invalidRoom: {
    title: "Link do tej rozmowy jest nieprawidłowy",
    advice: "Sprawdź link lub poproś o nowy.",
  },
  invalidName: { title: "Tego imienia nie można użyć", advice: "Wróć i wybierz inne." },
  roomNotFound: {
    title: "Ta rozmowa nie istnieje",
    advice: "Mogła się już skończyć. Sprawdź link lub poproś o nowy.",
  },
  roomFull: {
    title: "W tej rozmowie nie ma już miejsca",
    advice: "Poczekaj, aż ktoś wyjdzie, i spróbuj ponownie.",
  },
  removed: {
    title: "Usunięto Cię z rozmowy",
    advice: "Jeśli to pomyłka, zapytaj kogoś z rozmowy.",
  },
  replaced: {
    title: "Rozmowa trwa teraz w innym oknie",
    advice: "Bierzesz w niej udział z innego miejsca. Dołącz ponownie, aby użyć tego okna.",
  },
  stale: {
    title: "Utracono połączenie",
    advice: "Sprawdź połączenie z internetem i dołącz ponownie.",
  },
  notAllowed: {
    title: "Nie masz zaproszenia do tej rozmowy",
    advice: "Poproś o zaproszenie i spróbuj ponownie.",
  },
  notLetIn: {
    title: "Nie udało się wejść do rozmowy",
    advice: "Spróbuj ponownie. Jeśli to się powtórzy, poproś o nowe zaproszenie.",
  },
  inviteExpired: {
    title: "Twoje zaproszenie wygasło",
    advice: "Odśwież stronę lub poproś o nowe zaproszenie.",
  },
  offline: {
    title: "Nie można połączyć się z rozmową",
    advice: "Sprawdź połączenie z internetem i spróbuj ponownie.",
  },
  serverTrouble: {
    title: "Usługa rozmów ma problem",
    advice: "To nie Twoja wina. Poczekaj chwilę i spróbuj ponownie.",
  },
  tooMany: { title: "To było trochę za szybko", advice: "Poczekaj chwilę i spróbuj ponownie." },
  blockedNetwork: {
    title: "Dźwięk i obraz nie docierają",
    advice: "Twoja sieć może blokować rozmowy. Spróbuj w innej sieci lub wyłącz VPN.",
  },
  insecurePage: {
    title: "Ta strona nie jest bezpieczna",
    advice: "Rozmowy działają tylko na bezpiecznych stronach. Otwórz tę stronę przez https.",
  },
  oldBrowser: {
    title: "Ta przeglądarka nie obsługuje rozmów",
    advice: "Zaktualizuj ją lub otwórz link w innej.",
  },
  somethingWrong: {
    title: "Coś poszło nie tak",
    advice: "Spróbuj ponownie. Jeśli to się powtórzy, odśwież stronę.",
  },
};

/** Polish. */
export const pl = { code: "pl", dir: "ltr", terms } as const satisfies Locale;
