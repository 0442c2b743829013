/** The media section of `sdp` with this mid, or an empty string. */
export function mediaSection(sdp: string, mid: string | undefined): string {
  return sdp.split(/^m=/m).find((section) => section.includes(`\r\na=mid:${mid}\r\n`)) ?? "";
}
