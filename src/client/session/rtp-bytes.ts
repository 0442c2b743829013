/** What a sender has sent so far, over all its layers. */
export async function bytesSent(sender: RTCRtpSender): Promise<number> {
  return sum(await sender.getStats(), "outbound-rtp", "bytesSent");
}

/** What a receiver has received so far. */
export async function bytesReceived(receiver: RTCRtpReceiver): Promise<number> {
  return sum(await receiver.getStats(), "inbound-rtp", "bytesReceived");
}

function sum(reports: RTCStatsReport, type: RTCStatsType, member: string): number {
  let total = 0;
  for (const report of reports.values()) if (report.type === type) total += report[member];
  return total;
}
