import { expect, it } from "vitest";
import { join, openSocket, request } from "./support/client.js";
import { startTestServer } from "./support/server.js";

it("talks to a client that knows only join, leave, cloudflare-session and track-state, letter by letter", async () => {
  const { url } = await startTestServer();
  const created = await request(`${url}/api/rooms`, { method: "POST", body: { id: "studio", name: "Studio" } });
  expect(created).toMatchObject({ status: 201, body: { id: "studio", name: "Studio", participantCount: 0 } });
  const ada = await join(url, "studio", "Ada");
  const adaSocket = await openSocket(url, ada.token, { protocols: [] });
  expect(adaSocket.webSocket.protocol).toBe("");
  const { body: session } = await request<{ sessionId: string }>(`${url}/cloudflare/session`, {
    method: "POST",
    token: ada.token,
  });
  adaSocket.send({
    type: "cloudflare-session",
    roomId: "studio",
    participantId: ada.participantId,
    participantName: "Ada",
    sessionId: session.sessionId,
    tracks: [
      { trackName: "mic", kind: "audio" },
      { trackName: "cam", kind: "video" },
    ],
  });
  // Nothing about herself comes back: an empty roster, and her own announcement is not repeated to her.
  expect(await adaSocket.settled()).toEqual([]);

  const ben = await join(url, "studio", "Ben");
  const benSocket = await openSocket(url, ben.token, { protocols: [] });
  expect(await benSocket.settled()).toEqual([
    {
      type: "join",
      revision: 3,
      from: ada.participantId,
      data: { participant_id: ada.participantId, participant_name: "Ada", joined_at: expect.any(Number) },
    },
    {
      type: "cloudflare-session",
      revision: 3,
      roomId: "studio",
      participantId: ada.participantId,
      participantName: "Ada",
      sessionId: session.sessionId,
      tracks: [
        { trackName: "mic", kind: "audio" },
        { trackName: "cam", kind: "video" },
      ],
    },
  ]);
  expect(await adaSocket.settled()).toEqual([
    {
      type: "join",
      revision: 3,
      from: ben.participantId,
      data: { participant_id: ben.participantId, participant_name: "Ben", joined_at: expect.any(Number) },
    },
  ]);

  adaSocket.send({ type: "track-state", from: ada.participantId, kind: "audio", enabled: false });
  expect(await benSocket.next()).toEqual({
    type: "track-state",
    revision: 4,
    from: ada.participantId,
    kind: "audio",
    enabled: false,
    trackName: "mic",
  });

  adaSocket.send({ type: "leave" });
  expect(await benSocket.next()).toEqual({
    type: "leave",
    revision: 5,
    from: ada.participantId,
    data: { participant_id: ada.participantId, reason: "left" },
  });
  expect(await adaSocket.closed).toEqual({ code: 4000, reason: "Left." });
});
