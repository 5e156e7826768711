/** One peer connection to the server, with its slots. */

/** What media may use of the transport. */
export interface PeerTransport {
  readonly connection: RTCPeerConnection;
  /** The sender of a sending slot. */
  sender(mid: string): RTCRtpSender | undefined;
  /** The receiver of a receiving slot. */
  receiver(mid: string): RTCRtpReceiver | undefined;
}
