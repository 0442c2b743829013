/** How much has come and gone over a connection as a whole: media, reports of it, and the browser's own checks of the way. */
export interface Pulse {
  readonly received: number;
  readonly sent: number;
}

/** `undefined` where the browser does not count. */
export function pulseOf(reports: RTCStatsReport): Pulse | undefined {
  let pulse: Pulse | undefined;
  let answers = 0;
  for (const report of reports.values()) {
    if (report.type === "candidate-pair") answers += report.responsesReceived ?? 0;
    if (report.type !== "transport" || report.packetsReceived === undefined) continue;
    pulse = { received: report.packetsReceived, sent: report.packetsSent };
  }
  return pulse && { ...pulse, received: pulse.received + answers };
}
