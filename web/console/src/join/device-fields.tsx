/** Which microphone and which speaker, here and in a running call. */
import type { DeviceInfo } from "cooee-web";
import { Button } from "../components/button";
import { FailureNotice } from "../components/failure-notice";
import { type Choice, SelectField } from "../components/field";
import { Meter } from "../components/meter";
import { type MessageKey, t } from "../i18n";
import { call, devices, secureContext, settings } from "../state/stores";

/** The two lists of devices; a choice takes effect at once. */
export function DeviceFields() {
  return (
    <div class="field-row two">
      <SelectField
        label={t("field.microphone")}
        value={chosen(settings.microphone.value, devices.microphones.value)}
        choices={choices(devices.microphones.value, "device.microphone")}
        disabled={!secureContext}
        testId="microphone"
        onChange={(value) => {
          settings.microphone.value = value;
          settings.remember();
          void call.own.followMicrophone();
        }}
      />
      <SelectField
        label={t("field.speaker")}
        value={chosen(settings.speaker.value, devices.speakers.value)}
        choices={choices(devices.speakers.value, "device.speaker")}
        disabled={!canChooseSpeaker}
        hint={canChooseSpeaker ? undefined : t("field.speaker.none")}
        testId="speaker"
        onChange={(value) => {
          settings.speaker.value = value;
          settings.remember();
          void call.followSpeaker();
        }}
      />
    </div>
  );
}

const canChooseSpeaker =
  typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** A remembered device that is unplugged counts as the system's choice. */
function chosen(id: string, present: readonly DeviceInfo[]): string {
  return present.some(({ deviceID }) => deviceID === id) ? id : "";
}

/** Without a permission devices have no names, or not even IDs; those cannot be chosen. */
function choices(present: readonly DeviceInfo[], unnamed: MessageKey): Choice[] {
  const named = present
    .filter(({ deviceID }) => deviceID !== "")
    .map(({ deviceID, deviceName }, index) => ({
      value: deviceID,
      label: deviceName || t(unnamed, { number: index + 1 }),
    }));
  return [{ value: "", label: t("device.default") }, ...named];
}

/** A look at the microphone before the call. */
export function MicrophoneTest() {
  const testing = devices.testing.value;
  return (
    <div class="microphone-test">
      <Button
        small
        icon={testing ? "stop" : "microphone"}
        disabled={!secureContext}
        testId="test-microphone"
        onClick={() =>
          testing ? devices.stopTest() : void devices.startTest(settings.microphone.value)
        }
      >
        {testing ? t("device.test.stop") : t("device.test")}
      </Button>
      {testing && <Meter level={devices.level} label={t("meter.microphone")} testId="test-meter" />}
      <FailureNotice failure={devices.failure.value} testId="device-error" />
    </div>
  );
}
