/** One stream of another user. */
import { Badge } from "../components/badge";
import { Button } from "../components/button";
import { Card } from "../components/card";
import { FailureNotice } from "../components/failure-notice";
import { Meter } from "../components/meter";
import type { Tone } from "../components/notice";
import { Slider } from "../components/slider";
import { t } from "../i18n";
import type { RemoteStream } from "../state/remote-stream";
import { Picture } from "./picture";
import { QualityPanel } from "./quality-panel";

const TONES: Record<string, Tone> = {
  PLAYING: "good",
  PLAY_REQUESTING: "warning",
  NO_PLAY: "info",
};

/** The card of a stream: play, level, mute, volume, quality. */
export function StreamCard({ stream }: { stream: RemoteStream }) {
  const state = stream.state.value;
  const playing = state !== "NO_PLAY";
  return (
    <Card
      title={stream.user.userName}
      class="stream"
      testId={`stream-${stream.id}`}
      aside={
        <Badge tone={TONES[state] ?? "info"} testId="stream-state">
          {t(`state.${state}`)}
        </Badge>
      }
    >
      <p class="stream-facts">
        <span class="identity">{stream.id}</span>
        {!stream.microphoneOpen.value && <span class="muted">{t("stream.remoteMuted")}</span>}
        {stream.extraInfo.value && <span class="muted">{stream.extraInfo.value}</span>}
      </p>
      {stream.cameraOpen.value && (
        <Picture label={t("stream.picture", { stream: stream.id })} of={stream} testId="picture" />
      )}
      <Meter level={stream.level} label={t("meter.stream", { stream: stream.id })} testId="meter" />
      <div class="actions">
        <Button
          icon={playing ? "stop" : "play"}
          kind={playing ? "plain" : "primary"}
          testId={playing ? "stop" : "play"}
          onClick={() => (playing ? stream.stop() : void stream.play())}
        >
          {playing ? t("stream.stop") : t("stream.play")}
        </Button>
        {playing && <Loudness stream={stream} />}
      </div>
      <FailureNotice
        failure={stream.failure.value}
        tone={playing ? "warning" : "error"}
        testId="stream-error"
      />
      {playing && <QualityPanel history={stream.quality} name={stream.id} testId="quality" />}
    </Card>
  );
}

function Loudness({ stream }: { stream: RemoteStream }) {
  const muted = stream.muted.value;
  return (
    <>
      <Button
        iconOnly
        icon={muted ? "speakerOff" : "speaker"}
        pressed={muted}
        testId="mute-stream"
        onClick={() => void stream.mute(!muted)}
      >
        {t("stream.mute")}
      </Button>
      <Slider
        label={t("stream.volume", { stream: stream.id })}
        value={stream.volume.value}
        max={100}
        testId="volume"
        onChange={(volume) => stream.setVolume(volume)}
      />
    </>
  );
}
