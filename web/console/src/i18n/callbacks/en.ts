/** English texts of the page about callbacks. */
export const callbacksEnglish = {
  "callbacks.lead":
    "The server posts what happens in rooms to your business server: who comes and goes, which streams begin and end.",
  "callbacks.target": "Receiver",
  "callbacks.state.on": "On",
  "callbacks.state.off": "Off",
  "callbacks.url": "URL",
  "callbacks.url.hint": "http:// or https://. Any 2xx answer within 10 seconds takes a callback.",
  "callbacks.url.wrong": "Write it with its beginning, such as {example}.",
  "callbacks.on": "Turn on",
  "callbacks.saved": "Callbacks go to this URL",
  "callbacks.off": "Turn off",
  "callbacks.off.title": "Turn callbacks off?",
  "callbacks.off.consequence":
    "What happens from now on is not stored and never posted. Callbacks that wait are kept for the next URL.",
  "callbacks.turnedOff": "Callbacks turned off",

  "secret.callback_secret": "Callback secret",
  "secret.callback_secret.hint": "For your receiver, which checks signatures.",
  "secret.callback_secret.breaks":
    "From now on callbacks are signed with the new secret. Your receiver refuses them until it has it; they are posted again for a day.",
  "callbacks.signature": "Signature",
  "callbacks.signature.lead":
    "Believe a callback only if its signature is right: the SHA-1 of secret, timestamp and nonce, sorted and joined.",
  "callbacks.example": "Example",
  "callbacks.example.show": "How a receiver checks it",

  "callbacks.health.off": "Callbacks are off. Set a URL to hear what happens in rooms.",
  "callbacks.health.off.waiting":
    "Callbacks are off, and {count} wait for a URL. They are posted as soon as there is one.",
  "callbacks.health.idle": "Nothing was posted yet. Let somebody join a room to see the first one.",
  "callbacks.health.good": "The receiver takes callbacks. It took the last one at {time}.",
  "callbacks.health.missed":
    "The receiver takes callbacks, but missed {count} in the last week. Look at them below.",
  "callbacks.health.failing":
    "The receiver does not take callbacks; {count} wait. Check that it runs at this URL, and answers with 2xx.",
  "callbacks.health.failing.detail": "{error} · tries: {tries} · next try in {next}",

  "callbacks.deliveries": "Latest callbacks",
  "callbacks.none": "No callback yet.",
  "callbacks.none.found": "No callback is like that.",
  "callbacks.filter.state": "State",
  "callbacks.filter.all": "All",
  "callbacks.filter.text": "Event or room",
  "callbacks.event": "Event",
  "callbacks.progress": "State",
  "callbacks.progress.waiting": "Waiting",
  "callbacks.progress.delivered": "Delivered",
  "callbacks.progress.given_up": "Given up",
  "callbacks.tries": "Tries",
  "callbacks.next": "Next try, or end",
  "callbacks.next.in": "in {time}",
  "callbacks.next.now": "at once",
  "callbacks.next.heldBack": "after the earlier ones of its room",
  "callbacks.error": "Last error",
} as const;
