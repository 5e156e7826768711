/** The own microphone and camera: on, off, mute, level, quality; the devices. */
import { Badge } from "../components/badge";
import { Button } from "../components/button";
import { Card } from "../components/card";
import { FailureNotice } from "../components/failure-notice";
import { Meter } from "../components/meter";
import type { Tone } from "../components/notice";
import { t } from "../i18n";
import { DeviceFields } from "../join/device-fields";
import { call, secureContext } from "../state/stores";
import { Picture } from "./picture";
import { QualityPanel } from "./quality-panel";

const TONES: Record<string, Tone> = {
  PUBLISHING: "good",
  PUBLISH_REQUESTING: "warning",
  NO_PUBLISH: "info",
};

/** The card of the person in front of the page. */
export function OwnCard() {
  const { own } = call;
  const state = own.state.value;
  const muted = own.muted.value;
  const camera = own.camera.value;
  return (
    <Card
      title={t("own.title")}
      class="own"
      testId="own"
      aside={
        <Badge tone={TONES[state] ?? "info"} testId="own-state">
          {t(`state.${state}`)}
        </Badge>
      }
    >
      <p class="identity">{call.userId}</p>
      <Meter level={own.level} label={t("meter.microphone")} testId="own-meter" />
      <div class="actions">
        {state === "NO_PUBLISH" ? (
          <Button
            kind="primary"
            icon="microphone"
            disabled={!secureContext}
            testId="publish"
            onClick={() => void own.publish()}
          >
            {t("own.publish")}
          </Button>
        ) : (
          <>
            <Button
              icon={muted ? "microphoneOff" : "microphone"}
              pressed={muted}
              testId="mute"
              onClick={() => own.mute(!muted)}
            >
              {muted ? t("own.muted") : t("own.mute")}
            </Button>
            <Button
              icon={camera ? "camera" : "cameraOff"}
              pressed={camera}
              testId="camera"
              onClick={() => void own.setCamera(!camera)}
            >
              {t("own.camera")}
            </Button>
            <Button icon="stop" testId="unpublish" onClick={() => own.stop()}>
              {t("own.stop")}
            </Button>
          </>
        )}
      </div>
      {camera && <Picture label={t("own.picture")} of={own} testId="own-picture" />}
      <FailureNotice failure={own.failure.value} testId="own-error" />
      {state !== "NO_PUBLISH" && (
        <QualityPanel history={own.quality} name={t("own.title")} testId="own-quality" />
      )}
      <DeviceFields />
    </Card>
  );
}
