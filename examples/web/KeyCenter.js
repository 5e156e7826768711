// Which app the pages join. Fill in both, or leave them and use the start page (index.html),
// which keeps them in localStorage under `app_info`.

/** The AppID, a number. */
let appID;
/** The server, a URL. The SDK ignores one that is not ours, so an old value may stay. */
let server;

if (!appID && !server) {
  const saved = JSON.parse(localStorage.getItem("app_info") ?? "null");
  if (saved?.appID && saved?.server) {
    appID = Number(saved.appID);
    server = saved.server;
  } else {
    alert("Please fill in the AppID and the server first.");
    location.href = "../index.html";
  }
}
