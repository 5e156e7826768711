/** Pages of the original test that this global exists; none of them uses a member. */
export const WebRTCUtil: Record<string, never> = {};
