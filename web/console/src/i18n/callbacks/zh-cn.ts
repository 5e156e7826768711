import type { callbacksEnglish } from "./en";

/** Texts of the page about callbacks in Simplified Chinese. */
export const callbacksSimplifiedChinese: Record<keyof typeof callbacksEnglish, string> = {
  "callbacks.lead": "服务器会把房间中发生的事推送到您的业务服务器：谁进出房间、哪些流开始和结束。",
  "callbacks.target": "接收地址",
  "callbacks.state.on": "已开启",
  "callbacks.state.off": "已关闭",
  "callbacks.url": "网址",
  "callbacks.url.hint": "http:// 或 https://。10 秒内返回任意 2xx 即视为收到。",
  "callbacks.url.wrong": "请写出完整的网址，例如 {example}。",
  "callbacks.on": "开启",
  "callbacks.saved": "回调将发往此网址",
  "callbacks.off": "关闭回调",
  "callbacks.off.title": "关闭回调？",
  "callbacks.off.consequence":
    "从现在起发生的事不再保存，也不会再推送。正在等待的回调会保留，等到有新网址时发送。",
  "callbacks.turnedOff": "回调已关闭",

  "secret.callback_secret": "回调密钥",
  "secret.callback_secret.hint": "供接收端校验签名。",
  "secret.callback_secret.breaks":
    "此后回调用新密钥签名。接收端换上新密钥之前会拒绝回调；服务器会在一天内继续重试。",
  "callbacks.signature": "签名",
  "callbacks.signature.lead":
    "签名正确的回调才可信：把密钥、timestamp、nonce 排序后拼接，再计算 SHA-1。",
  "callbacks.example": "示例",
  "callbacks.example.show": "接收端如何校验",

  "callbacks.health.off": "回调已关闭。设置网址后即可获知房间中发生的事。",
  "callbacks.health.off.waiting": "回调已关闭，有 {count} 条在等待网址，设置后会立即发送。",
  "callbacks.health.idle": "尚未推送过回调。有人进入房间后就能看到第一条。",
  "callbacks.health.good": "接收端工作正常，最近一次收到的时间是 {time}。",
  "callbacks.health.missed": "接收端工作正常，但最近一周错过了 {count} 条，请在下方查看。",
  "callbacks.health.failing":
    "接收端没有收下回调，有 {count} 条在等待。请检查它是否在此网址运行，并返回 2xx。",
  "callbacks.health.failing.detail": "{error} · 已尝试 {tries} 次 · {next} 后重试",

  "callbacks.deliveries": "最近的回调",
  "callbacks.none": "还没有回调。",
  "callbacks.none.found": "没有符合条件的回调。",
  "callbacks.filter.state": "状态",
  "callbacks.filter.all": "全部",
  "callbacks.filter.text": "事件或房间",
  "callbacks.event": "事件",
  "callbacks.progress": "状态",
  "callbacks.progress.waiting": "等待中",
  "callbacks.progress.delivered": "已送达",
  "callbacks.progress.given_up": "已放弃",
  "callbacks.tries": "尝试次数",
  "callbacks.next": "下次尝试或结束时间",
  "callbacks.next.in": "{time} 后",
  "callbacks.next.now": "立即",
  "callbacks.next.heldBack": "在同一房间较早的回调之后",
  "callbacks.error": "最近的错误",
};
