import { html, json, type HttpReply } from "./exchange.js";

/** One row of the status page. */
export interface SessionStatus {
  readonly id: string;
  readonly app: string;
  /** The label that its backend gave it. */
  readonly correlationId: string | undefined;
  readonly state: string;
  readonly tracks: readonly TrackStatus[];
  readonly channels: number;
}

export interface TrackStatus {
  readonly location: "local" | "remote";
  readonly mid: string;
  readonly name: string;
  readonly kind: string;
  /** Simulcast layer that flows, or all that are sent. */
  readonly layers: string;
  /** Bits a second. */
  readonly bitrate: number;
}

export function statusJson(sessions: readonly SessionStatus[]): HttpReply {
  return json(200, { sessions });
}

export function statusPage(): HttpReply {
  return html(PAGE);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local SFU</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.25rem; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: .35rem .6rem; text-align: start; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  td.number { text-align: end; font-variant-numeric: tabular-nums; }
  code { font-size: .9em; }
</style>
<h1>Local SFU</h1>
<p id="summary" role="status">Loading…</p>
<table>
  <thead><tr><th>Session</th><th>Label</th><th>State</th><th>Track</th><th>Mid</th><th>Kind</th><th>Layers</th><th>kbit/s</th></tr></thead>
  <tbody></tbody>
</table>
<script type="module">
  const body = document.querySelector("tbody");
  const summary = document.querySelector("#summary");
  const cell = (text, className = "") => Object.assign(document.createElement("td"), { textContent: text, className });
  function row(session, track) {
    const element = document.createElement("tr");
    const arrow = track ? (track.location === "local" ? "→ " : "← ") : "";
    element.append(cell(session.id.slice(0, 8)), cell(session.correlationId ?? ""), cell(session.state), cell(track ? arrow + track.name : "–"),
      cell(track?.mid ?? ""), cell(track?.kind ?? ""), cell(track?.layers ?? ""),
      cell(track ? Math.round(track.bitrate / 1000) : "", "number"));
    return element;
  }
  async function refresh() {
    try {
      const { sessions } = await (await fetch("/status.json")).json();
      const tracks = sessions.flatMap((session) => session.tracks);
      summary.textContent = sessions.length + " sessions, " + tracks.length + " tracks";
      body.replaceChildren(...sessions.flatMap((session) =>
        session.tracks.length ? session.tracks.map((track) => row(session, track)) : [row(session)]));
    } catch {
      summary.textContent = "The SFU does not answer.";
    }
    setTimeout(refresh, 1000);
  }
  refresh();
</script>
`;
