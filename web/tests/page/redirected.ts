/** The server's media address, moved. */

/** A description whose candidates have another port, where one is wanted. */
export function redirected(
  description: RTCSessionDescriptionInit,
  port: number | undefined,
): RTCSessionDescriptionInit {
  const { type, sdp } = description;
  if (port === undefined || sdp === undefined) return description;
  return { type, sdp: sdp.replace(/^(a=candidate:\S+ \d udp \d+ \S+) \d+/gim, `$1 ${port}`) };
}
