//! Tokens of the official generators, with a fixed clock between their issue and their expiry.

use cooee_proto::{AppId, UserId, WallTime};
use cooee_token::ServerSecret;

/// The app of all tokens but [`V4`].
pub const APP: AppId = AppId(1_234_567_890);
/// The user of all tokens but [`V4`].
pub const USER: &str = "user1";
/// The clock of the issuing machine was near this; all tokens but V5 are good for years.
pub const NOW: WallTime = WallTime(1_795_335_210_000);

/// Node, CBC, with the first secret; no payload.
pub const V1: &str = "04AAAAAH3OpwIAEHYwcWhrcXhzcnU2ZHphN2UAcF2991A5z0ABFRxezRHSk9b+Bqq7LSWQTHzengMmvD9oheKsxcmE2mzD0eZYNiulgXg9tDuFn9ObUZm0TVwrYndZybnaIqagMa4H+y5LlSOC56jH+AlVCHqC9xJ1Os+sDQzXQb0Er9KG8Y0euCDtqaY=";
/// Python, CBC, with the second secret; room1, login only.
pub const V2: &str = "04AAAAAH3OpwIAEDllNTk0YmQyMTVhYWE1YzAAwB/w/f3dKwn+Dp+EC44YDWOLF03F9EN07TTk3L8Rmf6gdldr1Z04guy6XwmTkbLw6XpBjykL3pDa6sXe6vTIOtF+JjpV3qyx6hL1QVoO0uD+wX9PBGKnU9iXleURCk3f45Xt0T1fnqNTV+KZY22alTK0JH4mbOA0VqUts1XolfSZFpUJo3HhZDcKq/QIVwwVrptjk3KBb7P3gs+Nq/F7vi4VCp9Y5LOE5iG8pa4Q9EKl/E8e5O8DlUPfQoM3WXRKHw==";
/// Node, GCM, with the first secret; room1, login and publish of `stream-a`.
pub const V3: &str = "04AAAAAH3OpwIADLMR6gUj0+hXsrTp7QDYvcWFlbC8p/PW581BFeF1TSXPWDWG5Ov9wuoB+FkWgG6Z7ckFAvRdKuqsiFwrBwdsm0hYNx7X8vCPZ+uGH15yy6VZ7Qxf2s4GxFzI7dcSktAPPnBsVkg5oyS1gC/bZutLFNPV1C8NjD8Hu+FzdveVdP92NIkeUEjCB0GtqPFgSUJfMgNyvoO5s7Nl1yKJ9pyyBe2c0qnN19KtlR4YbiAt7/b6yxX38PH0xm7f5ffD5K4IHcuol4DRcZ2ALIpLDu82LyGeMxKfKf7QYJl7BWJH5i5svFEEennvAQ==";
/// Python, GCM, with the second secret; the largest appID and a userID of punctuation.
pub const V4: &str = "04AAAAAH3OpwIADGJ3bHZsNmRwZnRoMACHifVmgk9fY7bnTL0MbvNz4izhYYOZfsvz4ed7bXD583JfpKiDsfx0jys6ncFKqDdPW8riGVZlYUQbx5hMUEnflub6MpChWQb5Itc+/wkNskTEUIZ/Q6pcnvuBcv80X9vtYTzyY8J8Z+I2rP/dgZo02DXCkMd7tFZt26ifqEVWtnuhZwLot7p3AQ==";
/// Python, GCM, with the first secret; good for one second.
pub const V5: &str = "04AAAAAGsCpAMADHVuNDlhNzRrNGVzYgB7ZdKN1Li0nSbTpdKQc1DE1PR528NCzkCA/Mna5b0s1c72rhg7BRHtoQIX+MkbcfB/ilQIrbIL76a7KTt6cQwvYHsGU/w4q2mGgKPLK4ag+OI5v9GHLFvt2yqQbJiPG+BoWiYaDpj6gbX1eUSPf/fA7U/MZDLlU0RmToKnAQ==";
/// Java, CBC, with the first secret; binary IV, payload null, keys in another order.
pub const V6: &str = "04AAAAAH3OpyIAEMrFcTFpjx6+Bs2E0PV7TNIAgGLVelBf3A/qYYpfOWblGrbNrMzKIdvt8aN1mRsYveD5YEMOGC/LX8UFdxKMtGqKS1Zlp3aXVsYeOCkvbMVZfNYBT0LdUyRFvzG7hO9b/tMVhCOfWAoASw7M11TUPCrEzBTx/a/jffx919lcvE4MNmNodNUYclybyEAni4HWfo1m";

/// The secret of V1, V3, V5 and V6.
pub fn first_secret() -> ServerSecret {
    ServerSecret::new("0123456789abcdef0123456789abcdef").expect("32 characters")
}

/// The secret of V2 and V4.
pub fn second_secret() -> ServerSecret {
    ServerSecret::new("fa94dd0f974cf2e293728a526b028271").expect("32 characters")
}

/// A userID that obeys the rules.
pub fn user(text: &str) -> UserId {
    UserId::new(text).expect("a valid userID")
}
